import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { FixFacts } from 'backstage-plugin-pull-performance-common';
import { TimeWindow } from '../../store/PullStore';
import { listImages } from '../images/listImages';
import { ServiceImages } from '../images/ServiceImages';
import { listNodes } from '../nodes/listNodes';
import { NodeJudge } from '../nodes/NodeJudge';
import { registriesOf } from '../nodes/registriesOf';
import { ServiceWorkloads } from '../workloads/ServiceWorkloads';

/** As `FixFacts` says: more of one service would change nothing. */
const MAX_IMAGES = 100;
const MAX_NODES = 500;

/** Reads what decides about fixes, the scorecard apart. */
export class FixFactReader {
  private constructor(
    private readonly images: ServiceImages,
    private readonly nodes: NodeJudge,
    private readonly workloads: ServiceWorkloads,
  ) {}

  static create(options: {
    images: ServiceImages;
    nodes: NodeJudge;
    workloads: ServiceWorkloads;
  }): FixFactReader {
    const { images, nodes, workloads } = options;
    return new FixFactReader(images, nodes, workloads);
  }

  async read(options: {
    entity: Entity;
    window: TimeWindow;
    cluster?: string;
  }): Promise<Omit<FixFacts, 'scorecard'>> {
    const { entity, window, cluster } = options;
    const entityRef = stringifyEntityRef(entity);
    const [images, nodes, workloads, sources] = await Promise.all([
      this.readImages({ entityRef, cluster }),
      listNodes({
        judge: this.nodes,
        ...{ entityRef, cluster, window, limit: MAX_NODES },
      }),
      this.workloads.read({ entityRef, cluster, window }),
      this.nodes.sourceStates(),
    ]);
    const registries = registriesOf(sources, cluster);
    return { images, nodes: nodes.items, ...workloads, registries };
  }

  private async readImages(options: { entityRef: string; cluster?: string }) {
    const { images } = this;
    const { items } = await listImages({
      entityRef: options.entityRef,
      uses: await images.usesOf({ ...options, withTags: true }),
      images,
      graph: await images.graph(),
      limit: MAX_IMAGES,
    });
    return items;
  }
}
