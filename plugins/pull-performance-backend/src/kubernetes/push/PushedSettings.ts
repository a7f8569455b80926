import { WorkloadSettingsStore } from '../../store/WorkloadSettingsStore';
import {
  digestOfTold,
  newestPodRecord,
  newestPods,
} from '../workloads/newestPods';
import { PodObject } from '../workloads/objects';
import { ClusterMemory } from './PushMemory';

/** What a pod asked for longer ago says nothing of now. */
const RECENT_MS = 24 * 3_600_000;
/** How often it is stored that something is still so. */
const TELL_AGAIN_MS = 12 * 3_600_000;

/** What the pods of one request ask for. */
export class PushedSettings {
  private readonly pods: PodObject[] = [];

  private constructor(
    private readonly cluster: string,
    private readonly memory: ClusterMemory,
    private readonly nowMs: number,
  ) {}

  static create(options: {
    cluster: string;
    memory: ClusterMemory;
    /** When the request came, epoch milliseconds. */
    nowMs: number;
  }): PushedSettings {
    const { cluster, memory, nowMs } = options;
    return new PushedSettings(cluster, memory, nowMs);
  }

  /** Takes a living pod, after its workload became known. */
  addPod(pod: PodObject, observedAtMs: number): void {
    if (this.nowMs - observedAtMs < RECENT_MS) this.pods.push(pod);
  }

  /**
   * Stores it. What was told lately is not told again.
   *
   * @throws what the store throws
   */
  async store(
    store: Pick<WorkloadSettingsStore, 'saveNewestPods'>,
  ): Promise<void> {
    const { cluster, memory, nowMs } = this;
    const { found } = newestPods(this.pods, { cluster, workloads: memory });
    const news = found.flatMap(one => {
      // Which of two pods is newer is for the store to say: it may know a third one.
      const digest = `${one.pod.uid} ${digestOfTold(one.pod)}`;
      const told = memory.settings(one.key);
      return told?.digest === digest && nowMs - told.atMs < TELL_AGAIN_MS
        ? []
        : { ...one, digest };
    });
    if (news.length === 0) return;
    await store.saveNewestPods({
      pods: news.map(newestPodRecord),
      atMs: nowMs,
      partial: true,
    });
    for (const { key, digest } of news) {
      memory.setSettings(key, { digest, atMs: nowMs });
    }
  }
}
