import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { clusters as definitions } from './definitions/clusters';
import { services } from './definitions/services';
import { DiskServers } from './DiskServers';
import { FleetState } from './FleetState';
import { kubeconfigOf } from './kubeconfig';
import { createCertificate } from './kubernetes/certificate';
import { LiveCluster } from './kubernetes/LiveCluster';
import { Listener } from './Listener';
import { FleetOptions } from './options';
import { HistoryPusher } from './push/HistoryPusher';
import { HistoryReader } from './push/HistoryReader';
import { OtlpClient } from './push/OtlpClient';
import { RegistryContent } from './registry/RegistryContent';
import { RegistryServer } from './registry/RegistryServer';
import { writeSecret } from './secretFile';
import { ClusterSimulation } from './simulation/ClusterSimulation';
import { ImageFactory } from './simulation/ImageFactory';
import { REGISTRY } from './simulation/imageReleases';

/** How finely time passes for those who watch. */
const STEP_MS = 200;
const DAY_MS = 86_400_000;

/** The whole fleet: its API servers, its kubeconfig, its registry, who measures its disks, its past and its life in real time. */
export class Fleet {
  private readonly stopping = new AbortController();
  private timer?: NodeJS.Timeout;
  private pushing?: Promise<void>;

  private constructor(
    private readonly options: FleetOptions,
    private readonly state: FleetState,
    private readonly images: ImageFactory,
    private readonly clusters: readonly LiveCluster[],
    private readonly registry: Listener,
    private readonly diskServers: DiskServers,
    /** Path of the kubeconfig. */
    readonly kubeconfig: string,
  ) {}

  /**
   * Opens the ports and writes the kubeconfig and how to ask the registry and those who measure disks; who asks a cluster or about its disks waits until
   * `live` has brought it up to now.
   */
  static async start(options: FleetOptions): Promise<Fleet> {
    const { stateDirectory: directory, seed, historyDays } = options;
    await mkdir(directory, { recursive: true });
    const nowMs = Date.now();
    const state = await FleetState.open({
      directory,
      seed,
      historyDays,
      nowMs,
    });
    const token = randomBytes(24).toString('base64url');
    const certificate = await createCertificate();
    const namespaces = [...new Set(services.map(one => one.namespace))];
    const live: LiveCluster[] = [];
    const images = ImageFactory.create({ seed });
    const { startMs } = state;
    const simulations = simulationsOf({ seed, startMs, images });
    for (const simulation of simulations) {
      const rest = { namespaces, token, certificate };
      live.push(await LiveCluster.open({ simulation, ...rest }));
    }
    const kubeconfig = join(directory, 'kubeconfig');
    const entries = live.map(({ name, url }) => ({
      name,
      url,
      token,
      certificate: certificate.certificate,
    }));
    await writeSecret(kubeconfig, kubeconfigOf(entries));
    const registry = await openRegistry({ directory, seed, startMs });
    const diskServers = await DiskServers.open({ directory, simulations });
    return new Fleet(
      options,
      state,
      images,
      live,
      registry,
      diskServers,
      kubeconfig,
    );
  }

  /** Goes through the past, which takes seconds; then lets time pass, and tells the past to whom it shall be pushed. */
  async live(): Promise<void> {
    for (const cluster of this.clusters) {
      cluster.catchUp(Date.now());
      await setImmediate();
    }
    this.diskServers.serve();
    this.timer = setInterval(() => {
      const nowMs = Date.now();
      for (const cluster of this.clusters) cluster.advance(nowMs);
    }, STEP_MS);
    const { push } = this.options;
    if (push) {
      this.pushing = this.pushHistory(push).catch(error => {
        if (!this.stopping.signal.aborted) {
          console.error(`The history was not pushed: ${error.message}`);
        }
      });
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.pushing;
    await Promise.all(
      [...this.clusters, this.registry, this.diskServers].map(server =>
        server.stop(),
      ),
    );
  }

  private async pushHistory(
    push: NonNullable<FleetOptions['push']>,
  ): Promise<void> {
    const { state, stopping } = this;
    const { signal } = stopping;
    const client = OtlpClient.create({
      ...push,
      signal,
      onWaiting: reason =>
        console.log(`The history waits to be pushed: ${reason}`),
    });
    const beganAtMs = performance.now();
    const { recentFromMs, older } = state.unpushed(Date.now());
    const told = { records: 0, requests: 0 };
    const parts = [
      { fromMs: recentFromMs, untilMs: undefined, isOlder: false },
      ...(older ? [{ ...older, isOlder: true }] : []),
    ];
    for (const { fromMs, untilMs, isOlder } of parts) {
      const pusher = HistoryPusher.create({
        reader: await this.readerFrom(fromMs),
        client,
        fromMs,
        untilMs,
        onPushed: upToMs => state.pushed({ fromMs, untilMs: upToMs, isOlder }),
        signal,
      });
      const { records, requests } = await pusher.run();
      told.records += records;
      told.requests += requests;
    }
    const seconds = ((performance.now() - beganAtMs) / 1000).toFixed(1);
    console.log(
      `History pushed: ${told.records} records in ${told.requests} requests, ${seconds} s`,
    );
  }

  /** Lets the past happen once more, up to where the telling begins. */
  private async readerFrom(fromMs: number): Promise<HistoryReader> {
    const { startMs } = this.state;
    const { images } = this;
    const { seed } = this.options;
    const simulations = simulationsOf({ seed, startMs, images });
    for (let atMs = startMs; atMs < fromMs; ) {
      atMs = Math.min(atMs + DAY_MS, fromMs);
      for (const simulation of simulations) simulation.runUntil(atMs);
      // The API servers go on answering meanwhile.
      await setImmediate();
    }
    return HistoryReader.create({ simulations });
  }
}

function simulationsOf(options: {
  seed: number;
  startMs: number;
  images: ImageFactory;
}): ClusterSimulation[] {
  return definitions.map(cluster =>
    ClusterSimulation.create({ ...options, cluster, services }),
  );
}

/** Starts the registry, and writes where it is and with what one may ask it beside the kubeconfig. */
async function openRegistry(options: {
  directory: string;
  seed: number;
  startMs: number;
}): Promise<Listener> {
  const { directory, seed, startMs } = options;
  const listener = await Listener.open();
  const credentials = {
    username: 'demo-portal',
    password: randomBytes(24).toString('base64url'),
  };
  RegistryServer.start({
    listener,
    content: RegistryContent.create({ seed, services, startMs }),
    credentials,
    service: REGISTRY,
    nowMs: Date.now,
  });
  const access = { host: REGISTRY, endpoint: listener.url, ...credentials };
  const text = `${JSON.stringify(access, undefined, 2)}\n`;
  await writeSecret(join(directory, 'registry.json'), text);
  return listener;
}
