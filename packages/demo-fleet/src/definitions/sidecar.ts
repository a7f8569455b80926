import { goBinary } from './dockerfiles';
import { ContainerDefinition } from './types';

/** The proxy of a service mesh, the same in every service that has one. */
export const proxySidecar: ContainerDefinition = {
  name: 'mesh-proxy',
  image: {
    repository: 'platform/mesh-proxy',
    base: 'distroless-static',
    steps: goBinary('mesh-proxy', 17),
  },
};
