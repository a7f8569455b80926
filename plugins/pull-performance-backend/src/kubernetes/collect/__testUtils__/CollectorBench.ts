import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openStores } from '../../../store/__testUtils__/stores';
import { NodeDescription, NodeIncident } from '../../../store/NodeStore';
import {
  PullBatch,
  PullDimension,
  PullSubject,
} from '../../../store/PullStore';
import deployments from '../../__fixtures__/deployments.json';
import events from '../../__fixtures__/events.json';
import nodes from '../../__fixtures__/nodes.json';
import pods from '../../__fixtures__/pods.json';
import { directAccess } from '../../__testUtils__/directAccess';
import { FakeApiServer } from '../../__testUtils__/FakeApiServer';
import { until } from '../../__testUtils__/until';
import { ServiceIndex } from '../../services/ServiceIndex';
import * as resources from '../../watch/resources';
import { ClusterCollector, ClusterCollectorOptions } from '../ClusterCollector';
import { eventually } from './eventually';

export const EVENTS = resources.podEvents.path;
/** Terms of the selectors by which they are asked for. */
export const ABOUT_PODS = 'involvedObject.kind=Pod';
const ABOUT_NODES = 'involvedObject.kind=Node';
export const PODS = resources.pods.path;
export const checkoutRef = 'component:default/checkout';
/** Shortly after the last event of the fixtures. */
export const nowMs = Date.UTC(2026, 10, 22, 2, 53, 30);
/** The hour of the fixtures. */
export const window = {
  fromMs: Date.UTC(2026, 10, 22, 2),
  toMs: Date.UTC(2026, 10, 22, 3),
};
/** All occurrences of all events of the fixtures that are pulls. */
export const fixturePulls = 72;

const replicaSet = {
  metadata: {
    name: 'checkout-58d8d95545',
    namespace: 'shop',
    uid: 'replica-set-1',
    ownerReferences: [
      { kind: 'Deployment', name: 'checkout', controller: true },
    ],
  },
};

const services = {
  index: ServiceIndex.create({
    entities: [
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: {
          name: 'checkout',
          annotations: { 'backstage.io/kubernetes-id': 'checkout' },
        },
      },
    ],
  }),
};

/** A collector between a fake API server, filled from the fixtures, and a real store. */
export class CollectorBench {
  private stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  /** What was told of nodes. */
  readonly nodes: NodeDescription[] = [];
  readonly incidents: NodeIncident[] = [];

  private constructor(
    readonly server: FakeApiServer,
    readonly stores: Awaited<ReturnType<typeof openStores>>,
  ) {}

  /** Everything of the fixtures is there, but no events. */
  static async create(databases: TestDatabases): Promise<CollectorBench> {
    const server = await FakeApiServer.start();
    server.setObjects(resources.nodes.path, nodes.items);
    server.setObjects(resources.deployments.path, deployments.items);
    server.setObjects(resources.replicaSets.path, [replicaSet]);
    server.setObjects(PODS, pods.items);
    return new CollectorBench(server, await openStores(databases, 'SQLITE_3'));
  }

  start(options: Partial<ClusterCollectorOptions> = {}): void {
    const collector = ClusterCollector.create({
      cluster: { name: 'test', title: 'Test cluster' },
      access: directAccess(this.server),
      pullStore: this.stores.store,
      collectionStore: this.stores.collection,
      imageStore: this.stores.images,
      nodeStore: {
        saveNodeDescriptions: async told => {
          this.nodes.push(...told.nodes);
          await this.stores.nodes.saveNodeDescriptions(told);
        },
        addNodeIncidents: async told => {
          this.incidents.push(...told.incidents);
          await this.stores.nodes.addNodeIncidents(told);
        },
      },
      changeStore: this.stores.changes,
      settingsStore: this.stores.settings,
      services,
      logger: mockServices.logger.mock(),
      ...options,
      tuning: {
        now: () => nowMs,
        podWaitMs: 100,
        maxBatchDelayMs: 20,
        saveChangeAfterMs: 5,
        storeBackoffMinMs: 1,
        storeBackoffMaxMs: 5,
        imagesEveryMs: 5,
        nodesEveryMs: 5,
        settingsEveryMs: 5,
        reflector: { backoffMinMs: 5, backoffMaxMs: 20, shortWatchMs: 0 },
        ...options.tuning,
      },
    });
    this.stopping = new AbortController();
    this.running = collector.run(this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.server.stop();
  }

  /** The store as a process sees it that gets killed: what it had not stored then is gone with it. */
  mortalStore() {
    const { store } = this.stores;
    const mortal = {
      killed: false,
      apply: async (batch: PullBatch) => {
        if (mortal.killed) throw new Error('killed');
        return store.apply(batch);
      },
      findWorkloadsOfPods: store.findWorkloadsOfPods.bind(store),
    };
    return mortal;
  }

  async watchesEvents(): Promise<void> {
    for (const term of [ABOUT_PODS, ABOUT_NODES]) {
      await until(
        `it watches events with ${term}`,
        () => this.server.openWatches(EVENTS, term) === 1,
      );
    }
  }

  async pullsStored(count: number): Promise<void> {
    await eventually(
      `${count} pulls are stored`,
      async () =>
        Number((await this.stores.knex('pulls').count({ n: '*' }))[0].n),
      stored => stored === count,
    );
  }

  async state() {
    return this.stores.collection.getState('test');
  }

  async stateIs(name: string) {
    return eventually(
      `the state is ${name}`,
      () => this.state(),
      state => state?.state === name,
    );
  }

  /** Pulls and the sum of their waits in seconds, by what is asked. */
  async counts(
    subject: PullSubject,
    by: PullDimension[],
  ): Promise<Record<string, [pulls: number, waitSeconds: number]>> {
    const { store } = this.stores;
    const rows = await store.aggregatePulls({ subject, window, by });
    return Object.fromEntries(
      rows.map(row => [
        by.map(dimension => row[dimension]).join('/'),
        [row.count, Number(row.waitSecondsSum.toFixed(3))],
      ]),
    );
  }
}

/** An event of the fixtures. */
export function fixtureEvent(
  isWanted: (event: (typeof events.items)[number]) => boolean,
) {
  const event = events.items.find(isWanted);
  if (!event) throw new Error('No such event in the fixtures');
  return event;
}
