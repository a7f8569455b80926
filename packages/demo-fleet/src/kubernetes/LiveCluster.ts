import { ClusterSimulation } from '../simulation/ClusterSimulation';
import { ApiServer } from './ApiServer';
import { Certificate } from './certificate';
import { timeText } from './objects/json';
import { renderObject } from './objects/renderObject';
import { ObjectStore } from './ObjectStore';

/** Events live for an hour; everything older is no longer in an API server. */
const REMEMBERED_MS = 3_600_000;
const COMPACT_EVERY_MS = 60_000;

/** A simulated cluster whose API server tells what happens in it as it happens. */
export class LiveCluster {
  private compactedAtMs = 0;

  private constructor(
    private readonly simulation: ClusterSimulation,
    private readonly store: ObjectStore,
    private readonly server: ApiServer,
  ) {}

  /** Brings a simulation up to now, without anybody watching but for its last hour. */
  static async start(options: {
    simulation: ClusterSimulation;
    namespaces: readonly string[];
    token: string;
    certificate: Certificate;
    nowMs: number;
  }): Promise<LiveCluster> {
    const { simulation, namespaces, token, certificate, nowMs } = options;
    const { region, kubernetesVersion } = simulation.definition;
    const facts = { region, kubernetesVersion };
    simulation.runUntil(nowMs - REMEMBERED_MS);
    const store = ObjectStore.create({ revision: simulation.revision });
    for (const object of simulation.objects()) {
      store.put(renderObject(object, facts));
    }
    for (const name of namespaces) store.put(namespaceObject(name));
    simulation.observe(({ type, object, atMs }) =>
      store.apply(type, renderObject(object, facts), object.revision, atMs),
    );
    simulation.runUntil(nowMs);
    const server = await ApiServer.start({
      store,
      kubernetesVersion,
      token,
      certificate,
    });
    return new LiveCluster(simulation, store, server);
  }

  get name(): string {
    return this.simulation.definition.name;
  }

  get url(): string {
    return this.server.url;
  }

  /** Lets time pass. */
  advance(nowMs: number): void {
    this.simulation.runUntil(nowMs);
    if (nowMs - this.compactedAtMs >= COMPACT_EVERY_MS) {
      this.compactedAtMs = nowMs;
      this.store.compact(nowMs);
    }
  }

  async stop(): Promise<void> {
    await this.server.stop();
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
