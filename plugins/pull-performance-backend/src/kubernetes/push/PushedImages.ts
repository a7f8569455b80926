import { ImageStore, NodeImages, RunningImage } from '../../store/ImageStore';
import { runningImages } from '../collect/runningImages';
import { NodeObject, PodObject } from '../workloads/objects';
import { ClusterMemory } from './PushMemory';

/** What a node held longer ago says nothing of now. */
const RECENT_MS = 3_600_000;
/** How often it is stored that something still runs. */
const TELL_AGAIN_MS = 3_600_000;

/** What the pods and nodes of one request tell of images. */
export class PushedImages {
  private readonly images = new Map<
    string,
    RunningImage & { seenMs: number }
  >();
  private readonly nodes = new Map<string, NodeImages>();

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
  }): PushedImages {
    const { cluster, memory, nowMs } = options;
    return new PushedImages(cluster, memory, nowMs);
  }

  /** Takes a living pod, after its workload became known. What was told lately is not told again. */
  addPod(pod: PodObject, observedAtMs: number): void {
    const { cluster, memory } = this;
    const found = runningImages(pod, {
      cluster,
      workloads: memory,
      nodes: { platformOf: node => memory.nodePlatform(node) },
      pulledAtMs: () => undefined,
      nowMs: observedAtMs,
    });
    for (const image of found) {
      const key = keyOf(image);
      const { from = Infinity, to = -Infinity } = memory.image(key) ?? {};
      if (image.sinceMs >= from && observedAtMs <= to + TELL_AGAIN_MS) continue;
      const before = this.images.get(key);
      this.images.set(key, {
        ...image,
        sinceMs: Math.min(image.sinceMs, before?.sinceMs ?? Infinity),
        seenMs: Math.max(observedAtMs, before?.seenMs ?? 0),
      });
    }
  }

  /** Takes a node as it was observed. */
  addNode(
    { name, platform, images, complete }: NodeObject,
    observedAtMs: number,
  ) {
    if (this.nowMs - observedAtMs < RECENT_MS && images.length > 0) {
      this.nodes.set(name, { name, platform, images, complete });
    }
  }

  /**
   * Stores it.
   *
   * @throws what the store throws
   */
  async store(
    store: Pick<ImageStore, 'addRunning' | 'saveNodes'>,
  ): Promise<void> {
    const { cluster, memory, nowMs } = this;
    const nodes = [...this.nodes.values()];
    if (nodes.length > 0)
      await store.saveNodes({ cluster, nodes, atMs: nowMs });
    const images = [...this.images.values()];
    if (images.length > 0) await store.addRunning({ images });
    for (const [key, { sinceMs, seenMs }] of this.images) {
      const { from = Infinity, to = -Infinity } = memory.image(key) ?? {};
      memory.setImage(key, {
        from: Math.min(from, sinceMs),
        to: Math.max(to, seenMs),
      });
    }
  }
}

function keyOf(image: RunningImage): string {
  const { namespace, kind, name } = image.workload;
  const { containerKind, container, reference, image: held, node } = image;
  return [
    ...[namespace, kind, name, containerKind, container, node],
    held?.digest ?? reference,
  ].join('\n');
}
