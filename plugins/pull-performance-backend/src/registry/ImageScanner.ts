import { LoggerService } from '@backstage/backend-plugin-api';
import { parseImageReference } from 'backstage-plugin-pull-performance-common';
import { ImageStore, WantedManifest } from '../store/ImageStore';
import { retryPauseMs } from './retry';
import { SilentHosts } from './SilentHosts';
import { ImageRegistry, RegistryError } from './types';

/** Digests and tags that are taken from the store at once. */
const PAGE_SIZE = 200;
/** Questions under way at once; of one host fewer, as the registry client sees to. */
const MAX_CONCURRENT = 32;
const CHECK_TAGS_EVERY_MS = 6 * 3_600_000;

/** What the scanner needs. */
export interface ImageScannerOptions {
  store: Pick<
    ImageStore,
    | 'wantedManifests'
    | 'saveManifest'
    | 'saveManifestProblem'
    | 'dueTags'
    | 'saveTag'
  >;
  registry: ImageRegistry;
  logger: LoggerService;
  /** Epoch milliseconds. */
  now?: () => number;
}

/** What a scan did. */
export interface ScanResult {
  read: number;
  failed: number;
}

/** Asks registries for what the store wants to know: each digest once in its life, tags from time to time. */
export class ImageScanner {
  private readonly now: () => number;

  private constructor(private readonly options: ImageScannerOptions) {
    this.now = options.now ?? Date.now;
  }

  static create(options: ImageScannerOptions): ImageScanner {
    return new ImageScanner(options);
  }

  /** Reads all manifests that are wanted, those of indexes that it reads meanwhile included. */
  async readManifests(signal?: AbortSignal): Promise<ScanResult> {
    const { store, logger } = this.options;
    const result: ScanResult = { read: 0, failed: 0 };
    const failures = new Map<string, { count: number; message: string }>();
    const silent = SilentHosts.create();
    for (;;) {
      const wanted = await store.wantedManifests({
        nowMs: this.now(),
        limit: PAGE_SIZE,
      });
      await inParallel(wanted, signal, async manifest => {
        const error = await this.readManifest(manifest, silent, signal);
        if (error) {
          result.failed += 1;
          const { code, message } = error;
          const { count } = failures.get(code) ?? { count: 0 };
          failures.set(code, { count: count + 1, message });
        } else {
          result.read += 1;
        }
      });
      if (wanted.length === 0 || signal?.aborted) break;
    }
    if (result.read > 0) {
      logger.info(`Read ${result.read} manifests from registries`);
    }
    for (const [code, { count, message }] of failures) {
      logger.warn(`${count} manifests could not be read (${code}): ${message}`);
    }
    return result;
  }

  private async readManifest(
    { digest, tries, ...repository }: WantedManifest,
    silent: SilentHosts,
    signal: AbortSignal | undefined,
  ): Promise<RegistryError | undefined> {
    const { store, registry } = this.options;
    try {
      silent.check(repository);
      const content = await registry.read(repository, digest, { signal });
      silent.answered(repository.registry);
      await store.saveManifest({ digest, content, atMs: this.now() });
      return undefined;
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      if (signal?.aborted) return undefined;
      silent.failed(repository.registry, error);
      await store.saveManifestProblem({
        digest,
        problem: error.reason,
        nextTryAtMs: this.now() + retryPauseMs(error, tries),
      });
      return error;
    }
  }

  /** Looks up what tags that run stand for by now. */
  async checkTags(signal?: AbortSignal): Promise<ScanResult> {
    const { store } = this.options;
    const result: ScanResult = { read: 0, failed: 0 };
    const silent = SilentHosts.create();
    for (;;) {
      const due = await store.dueTags({ nowMs: this.now(), limit: PAGE_SIZE });
      await inParallel(due, signal, async reference => {
        const checked = await this.checkTag(reference, silent, signal);
        if (checked) result.read += 1;
        else result.failed += 1;
      });
      if (due.length === 0 || signal?.aborted) return result;
    }
  }

  private async checkTag(
    reference: string,
    silent: SilentHosts,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { store, registry } = this.options;
    const parsed = parseImageReference(reference);
    const checkedAtMs = this.now();
    const save = (more: Partial<Parameters<typeof store.saveTag>[0]>) =>
      store.saveTag({
        reference,
        checkedAtMs,
        nextCheckAtMs: checkedAtMs + CHECK_TAGS_EVERY_MS,
        ...more,
      });
    if (!parsed) {
      await save({
        problem: {
          code: 'bad-reference',
          what: 'Looking up the image of a container',
          why: 'Its name is no image reference.',
          next: 'Correct the image of the container.',
        },
      });
      return false;
    }
    const { registry: host, repository, tag = 'latest', digest } = parsed;
    if (digest !== undefined) {
      // A digest is what it is; nothing needs to be asked.
      await save({ digest });
      return true;
    }
    try {
      const of = { registry: host, name: repository };
      silent.check(of);
      const { digest: found } = await registry.resolve(of, tag, { signal });
      silent.answered(host);
      await save({ digest: found });
      return true;
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      if (!signal?.aborted) {
        silent.failed(host, error);
        await save({
          problem: error.reason,
          nextCheckAtMs: checkedAtMs + retryPauseMs(error, 0),
        });
      }
      return false;
    }
  }
}

/** Works on all items, some at once, until the signal aborts. */
async function inParallel<T>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) {
      if (signal?.aborted) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT }, worker));
}
