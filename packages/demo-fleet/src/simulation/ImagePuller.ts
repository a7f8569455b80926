import { ImageStore } from './ImageStore';
import { NodeDisk, PullLoad } from './disk/NodeDisk';
import { Image, WRITTEN_PER_COMPRESSED } from './images';
import { RegistryWeather } from './RegistryWeather';
import { Appointment, Timeline } from './Timeline';

export type PullFailure = 'not-found' | 'unavailable';

/** How a pull went. Times are epoch milliseconds. */
export interface PullResult {
  requestedAtMs: number;
  /** When it left the kubelet's queue. */
  startedAtMs: number;
  finishedAtMs: number;
  /** Compressed bytes that came for it. */
  fetchedBytes: number;
  failure?: PullFailure;
}

interface Pull {
  image: Image;
  requestedAtMs: number;
  startedAtMs: number;
  fetchedBytes: number;
  remainingBytes: number;
  /** Layers that it fetches itself, and those that another pull is fetching. */
  own: string[];
  awaited: Set<string>;
  onDone: (result: PullResult) => void;
}

/** Less than this is rounding: epoch milliseconds have a quarter of a microsecond, in which a fast link brings this much. */
const NO_BYTES = 100;
const idle: PullLoad = { bytesPerSecond: 0, writeBytes: [], atLimit: false };

/**
 * Pulls images onto one node: a queue as the kubelet's, then a question to the registry, then
 * the layers that are missing. All pulls share the node's link and its disk evenly, so together they are never faster
 * than the slower of the two, and the disk hears what it has to write. A layer that is already coming is waited for, not fetched twice.
 */
export class ImagePuller {
  private readonly queue: Pull[] = [];
  private readonly running = new Set<Pull>();
  private readonly transferring = new Set<Pull>();
  private readonly coming = new Set<string>();
  private rateEach = 0;
  private load: PullLoad = idle;
  private settledAtMs = 0;
  private nextDone?: Appointment;
  private unsubscribe?: () => void;

  private constructor(
    private readonly options: {
      timeline: Timeline;
      store: ImageStore;
      weather: RegistryWeather;
      /** Compressed bytes per second. */
      linkBytesPerSecond: number;
      disk: NodeDisk;
      maxParallelPulls: number;
    },
  ) {}

  static create(options: ImagePuller['options']): ImagePuller {
    const puller = new ImagePuller(options);
    puller.unsubscribe = options.weather.onChange(() =>
      puller.arrangeNextDone(),
    );
    options.store.observe(() => puller.tellDisk());
    puller.tellDisk();
    return puller;
  }

  /** Lets go of the registry; pulls under way still end. */
  stop(): void {
    this.unsubscribe?.();
  }

  pull(image: Image, onDone: (result: PullResult) => void): void {
    const nowMs = this.options.timeline.nowMs;
    this.queue.push({
      image,
      requestedAtMs: nowMs,
      startedAtMs: nowMs,
      fetchedBytes: 0,
      remainingBytes: 0,
      own: [],
      awaited: new Set(),
      onDone,
    });
    this.startNext();
  }

  private startNext(): void {
    const { timeline, weather, maxParallelPulls } = this.options;
    while (this.running.size < maxParallelPulls) {
      const pull = this.queue.shift();
      if (!pull) return;
      this.running.add(pull);
      pull.startedAtMs = timeline.nowMs;
      timeline.after(weather.answerAfterMs(), () => this.answered(pull));
    }
  }

  private answered(pull: Pull): void {
    const { store, timeline, weather } = this.options;
    if (timeline.nowMs < pull.image.pushedAtMs) {
      this.finish(pull, 'not-found');
      return;
    }
    if (weather.refuses()) {
      this.finish(pull, 'unavailable');
      return;
    }
    for (const { digest, compressedBytes } of store.missingLayers(pull.image)) {
      if (this.coming.has(digest)) {
        pull.awaited.add(digest);
      } else {
        this.coming.add(digest);
        pull.own.push(digest);
        pull.fetchedBytes += compressedBytes;
      }
    }
    pull.remainingBytes = pull.fetchedBytes;
    if (pull.fetchedBytes > 0) {
      this.settle();
      this.transferring.add(pull);
      this.arrangeNextDone();
    } else {
      this.finishIfComplete(pull);
    }
  }

  /** Books what has come since the last change of the rates. */
  private settle(): void {
    const nowMs = this.options.timeline.nowMs;
    const bytes = (this.rateEach * (nowMs - this.settledAtMs)) / 1000;
    for (const pull of this.transferring) pull.remainingBytes -= bytes;
    this.settledAtMs = nowMs;
  }

  private arrangeNextDone(): void {
    this.settle();
    if (this.nextDone) this.nextDone.cancelled = true;
    const { timeline, weather, linkBytesPerSecond, disk } = this.options;
    if (this.transferring.size === 0) {
      if (this.load !== idle) {
        this.load = idle;
        this.tellDisk();
      }
      return;
    }
    const writeBytes = [...this.transferring].map(one => one.image.writeBytes);
    const linkEach =
      (linkBytesPerSecond * weather.linkShare) / this.transferring.size;
    const diskEach =
      disk.bytesPerSecondEach(writeBytes) / WRITTEN_PER_COMPRESSED;
    this.rateEach = Math.min(linkEach, diskEach);
    this.load = {
      bytesPerSecond: this.rateEach * WRITTEN_PER_COMPRESSED,
      writeBytes,
      atLimit: diskEach <= linkEach,
    };
    this.tellDisk();
    let fewestBytes = Infinity;
    for (const { remainingBytes } of this.transferring) {
      fewestBytes = Math.min(fewestBytes, remainingBytes);
    }
    this.nextDone = timeline.after(
      (Math.max(fewestBytes, 0) / this.rateEach) * 1000,
      () => this.transferred(),
    );
  }

  /** Tells what is written from now on, and what is used: images, and what came of those that are not whole yet. */
  private tellDisk(): void {
    const { disk, store, timeline } = this.options;
    this.settle();
    let comingBytes = 0;
    for (const { fetchedBytes, remainingBytes } of this.running) {
      comingBytes += fetchedBytes - remainingBytes;
    }
    const usedBytes = store.usedBytes + comingBytes * WRITTEN_PER_COMPRESSED;
    disk.note(timeline.nowMs, this.load, usedBytes);
  }

  private transferred(): void {
    this.settle();
    const done = [...this.transferring].filter(
      ({ remainingBytes }) => remainingBytes <= NO_BYTES,
    );
    for (const pull of done) this.transferring.delete(pull);
    this.arrangeNextDone();
    for (const pull of done) {
      pull.remainingBytes = 0;
      this.finishIfComplete(pull);
    }
  }

  private finishIfComplete(pull: Pull): void {
    if (pull.remainingBytes === 0 && pull.awaited.size === 0) {
      this.finish(pull);
    }
  }

  private finish(pull: Pull, failure?: PullFailure): void {
    const { store, timeline } = this.options;
    this.running.delete(pull);
    if (!failure) store.add(pull.image, timeline.nowMs);
    for (const digest of pull.own) this.coming.delete(digest);
    pull.onDone({
      requestedAtMs: pull.requestedAtMs,
      startedAtMs: pull.startedAtMs,
      finishedAtMs: timeline.nowMs,
      fetchedBytes: pull.fetchedBytes,
      failure,
    });
    for (const other of [...this.running]) {
      if (pull.own.some(digest => other.awaited.delete(digest))) {
        // The others of its layers are gone from the set as well.
        for (const digest of pull.own) other.awaited.delete(digest);
        this.finishIfComplete(other);
      }
    }
    this.startNext();
  }
}
