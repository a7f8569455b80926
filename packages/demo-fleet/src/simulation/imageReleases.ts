import { ImageDefinition, ServiceDefinition } from '../definitions/types';
import { Release } from './ReleaseTrain';

/** Where the images come from; the name can belong to nobody (RFC 2606). */
export const REGISTRY = 'registry.demo-fleet.example';

/** What others build is released on their own days: to its users it is one version that has long been there. */
const ofOthers: Release = {
  number: 0,
  version: '1.4.2',
  atMs: 0,
  pushedAtMs: 0,
};

/** Whether the service's team builds the image itself. */
export function isOwnImage(
  service: Pick<ServiceDefinition, 'name'>,
  { repository }: Pick<ImageDefinition, 'repository'>,
): boolean {
  return repository.endsWith(`/${service.name}`);
}

/** The release of an image that runs in a release of a service. */
export function imageRelease(
  service: Pick<ServiceDefinition, 'name'>,
  image: Pick<ImageDefinition, 'repository'>,
  release: Release,
): Release {
  return isOwnImage(service, image) ? release : ofOthers;
}
