import { ClusterSimulation } from '../simulation/ClusterSimulation';
import { ApiServer } from './ApiServer';
import { Certificate } from './certificate';
import { Listener } from '../Listener';
import { timeText } from './objects/json';
import { renderObject } from './objects/renderObject';
import { ObjectStore } from './ObjectStore';

/** Events live for an hour; everything older is no longer in an API server. */
const REMEMBERED_MS = 3_600_000;
const COMPACT_EVERY_MS = 60_000;

/** A simulated cluster whose API server tells what happens in it as it happens. */
export class LiveCluster {
  private compactedAtMs = 0;
  private store?: ObjectStore;

  private constructor(
    private readonly options: {
      simulation: ClusterSimulation;
      namespaces: readonly string[];
      token: string;
    },
    private readonly listener: Listener,
  ) {}

  /** Opens its port; who asks waits until `catchUp`. */
  static async open(
    options: LiveCluster['options'] & { certificate: Certificate },
  ): Promise<LiveCluster> {
    return new LiveCluster(options, await Listener.open(options));
  }

  /** Brings the simulation up to now, without anybody watching but for its last hour, and answers from now on. */
  catchUp(nowMs: number): void {
    const { listener } = this;
    const { simulation, namespaces, token } = this.options;
    const facts = simulation.definition;
    const { kubernetesVersion } = facts;
    simulation.runUntil(nowMs - REMEMBERED_MS);
    const store = ObjectStore.create({ revision: simulation.revision });
    this.store = store;
    for (const object of simulation.objects()) {
      store.put(renderObject(object, facts));
    }
    for (const name of namespaces) store.put(namespaceObject(name));
    simulation.observe(({ type, object, atMs }) =>
      store.apply(type, renderObject(object, facts), object.revision, atMs),
    );
    simulation.runUntil(nowMs);
    ApiServer.start({ listener, store, kubernetesVersion, token });
  }

  get name(): string {
    return this.options.simulation.definition.name;
  }

  get url(): string {
    return this.listener.url;
  }

  /** Lets time pass. */
  advance(nowMs: number): void {
    this.options.simulation.runUntil(nowMs);
    if (nowMs - this.compactedAtMs >= COMPACT_EVERY_MS) {
      this.compactedAtMs = nowMs;
      this.store?.compact(nowMs);
    }
  }

  async stop(): Promise<void> {
    await this.listener.stop();
  }
}

function namespaceObject(name: string) {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      uid: `namespace-${name}`,
      resourceVersion: '1',
      creationTimestamp: timeText(Date.UTC(2026, 0, 1)),
      labels: { 'kubernetes.io/metadata.name': name },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}
