import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clusters } from './definitions/clusters';
import { services } from './definitions/services';
import { FleetState } from './FleetState';
import { kubeconfigOf } from './kubeconfig';
import { createCertificate } from './kubernetes/certificate';
import { LiveCluster } from './kubernetes/LiveCluster';
import { FleetOptions } from './options';
import { ClusterSimulation } from './simulation/ClusterSimulation';

/** How finely time passes for those who watch. */
const STEP_MS = 200;

/** The whole fleet: its API servers, its kubeconfig, and its life in real time. */
export class Fleet {
  private timer?: NodeJS.Timeout;

  private constructor(
    private readonly clusters: readonly LiveCluster[],
    /** Path of the kubeconfig. */
    readonly kubeconfig: string,
  ) {}

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
    for (const cluster of clusters) {
      const { startMs } = state;
      const simulation = ClusterSimulation.create({
        seed,
        cluster,
        services,
        startMs,
      });
      live.push(
        await LiveCluster.start({
          simulation,
          namespaces,
          token,
          certificate,
          nowMs,
        }),
      );
    }
    const kubeconfig = join(directory, 'kubeconfig');
    await writeFile(
      kubeconfig,
      kubeconfigOf(
        live.map(({ name, url }) => ({
          name,
          url,
          token,
          certificate: certificate.certificate,
        })),
      ),
      { mode: 0o600 },
    );
    const fleet = new Fleet(live, kubeconfig);
    fleet.live();
    return fleet;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.clusters.map(cluster => cluster.stop()));
  }

  private live(): void {
    this.timer = setInterval(() => {
      const nowMs = Date.now();
      for (const cluster of this.clusters) cluster.advance(nowMs);
    }, STEP_MS);
  }
}
