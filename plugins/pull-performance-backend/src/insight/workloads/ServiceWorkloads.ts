import {
  Reason,
  ServiceCluster,
  ServiceWorkload,
  WorkloadPage,
} from 'backstage-plugin-pull-performance-common';
import { TimeWindow } from '../../store/PullStore';
import { WorkloadSettingsStore } from '../../store/WorkloadSettingsStore';
import { decodeCursor, encodeCursor } from '../cursor';
import { grouped } from '../grouped';
import { ServiceImages } from '../images/ServiceImages';
import { MAX_SERVICE_NODES } from '../nodes/listNodes';
import { NodeJudge } from '../nodes/NodeJudge';
import { serviceCluster } from './serviceCluster';
import { serviceWorkload, workloadKey } from './serviceWorkload';

/** Workloads that are told without paging. */
const MAX_WORKLOADS = 100;
const MAX_CLUSTERS = 100;
/** Images of containers that are looked at; those that run come first. */
const MAX_USES = 5_000;

/** What of the store is needed to answer about workloads. */
export type WorkloadReadStore = Pick<
  WorkloadSettingsStore,
  'settingsOf' | 'clustersOf'
>;

interface Question {
  entityRef: string;
  cluster?: string;
  /** In which nodes ran the service. */
  window: TimeWindow;
}

/** Tells the workloads of services with what their pods ask for, and the nodes on which they ran. */
export class ServiceWorkloads {
  private constructor(
    private readonly store: WorkloadReadStore,
    private readonly images: Pick<ServiceImages, 'store'>,
    private readonly nodes: Pick<NodeJudge, 'store' | 'answeredWindow'>,
  ) {}

  static create(options: {
    store: WorkloadReadStore;
    images: Pick<ServiceImages, 'store'>;
    nodes: Pick<NodeJudge, 'store' | 'answeredWindow'>;
  }): ServiceWorkloads {
    const { store, images, nodes } = options;
    return new ServiceWorkloads(store, images, nodes);
  }

  /** The workloads of a service, the first 100, and the clusters of all of them, at most 100. */
  async read(
    question: Question,
  ): Promise<{ workloads: ServiceWorkload[]; clusters: ServiceCluster[] }> {
    const [{ workloads }, clusters] = await Promise.all([
      this.readWorkloads(question, { limit: MAX_WORKLOADS, offset: 0 }),
      this.readClusters(question),
    ]);
    return { workloads, clusters };
  }

  /**
   * One page of the workloads of a service, those of which pods were seen first.
   *
   * @throws InputError for a cursor that is not of this list
   */
  async list(
    question: Question & {
      limit: number;
      cursor?: string;
      /** Why there is no workload. */
      reason: () => Promise<Reason>;
    },
  ): Promise<WorkloadPage> {
    const { limit, cursor, reason } = question;
    const [from] =
      cursor === undefined ? [0] : decodeCursor(cursor, ['number']);
    const offset = Math.max(0, Number(from));
    const [{ workloads, total }, clusters] = await Promise.all([
      this.readWorkloads(question, { limit, offset }),
      this.readClusters(question),
    ]);
    const end = offset + limit;
    return {
      items: workloads,
      totalItems: total,
      clusters,
      reason: total === 0 ? await reason() : undefined,
      nextCursor: end < total ? encodeCursor([end]) : undefined,
    };
  }

  private async readWorkloads(
    { entityRef, cluster }: Question,
    page: { limit: number; offset: number },
  ): Promise<{ workloads: ServiceWorkload[]; total: number }> {
    const { store } = this.images;
    const [{ items, total }, uses] = await Promise.all([
      this.store.settingsOf({ entityRef, cluster, ...page }),
      store.usesOf({ entityRef, cluster, limit: MAX_USES }),
    ]);
    const running = grouped(
      uses.filter(use => use.running),
      ({ workload }) => workloadKey(workload),
    );
    const workloads = items.map(item =>
      serviceWorkload(item, running.get(workloadKey(item.workload)) ?? []),
    );
    return { workloads, total };
  }

  private async readClusters(question: Question): Promise<ServiceCluster[]> {
    const { entityRef, cluster } = question;
    const window = this.nodes.answeredWindow(question.window);
    const about = { entityRef, cluster, limit: MAX_SERVICE_NODES };
    const [names, pulled, running] = await Promise.all([
      this.store.clustersOf({ entityRef, cluster, limit: MAX_CLUSTERS }),
      this.nodes.store.nodesOfService({ ...about, window }),
      // What began before the window shows no pull in it.
      this.nodes.store.nodesRunning(about),
    ]);
    const found = new Map([...pulled, ...running].map(one => [one.id, one]));
    const existing = grouped(
      [...found.values()].filter(({ gone }) => !gone),
      node => node.cluster,
    );
    return names.map(name =>
      serviceCluster(name, { nodes: existing.get(name) ?? [], window }),
    );
  }
}
