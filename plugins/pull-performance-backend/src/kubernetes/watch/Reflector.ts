import { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { ClusterAccess } from 'backstage-plugin-pull-performance-node';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LogLimit } from '../LogLimit';
import {
  badAnswer,
  historyWentBack,
  notStored,
  Reading,
  unreachable,
} from './answerProblem';
import { Backoff } from './Backoff';
import { ClusterReadError } from './ClusterReadError';
import { versionOf } from './json';
import { KubernetesApi, ListPage, WatchEvent } from './KubernetesApi';
import { messageOf } from './plainText';
import { lossOf, ServerPulse } from './ServerPulse';
import { StatusReporter } from './StatusReporter';
import { ReflectorTuning, withDefaults } from './tuning';
import { ReflectorSink, ReflectorStatus, WatchedResource } from './types';
import { isOlder, VersionProbe } from './VersionProbe';

/** Objects of a page after which others get their turn: without it a page of junk would hold up every cluster. */
const OBJECTS_PER_TURN = 100;

/** What a reflector reads, and who hears of it. */
export interface ReflectorOptions<T> {
  access: ClusterAccess;
  /** Name of the cluster as its access knows it. */
  cluster: string;
  resource: WatchedResource;
  sink: ReflectorSink<T>;
  /** Takes what is needed from an object; `undefined` leaves it out, an Error makes it unreadable. */
  parse: (raw: unknown) => T | undefined;
  /** Hears of each object that could not be read, in plain words. */
  onUnreadable?: (why: string) => void;
  onStatus: (status: ReflectorStatus) => void;
  logger: LoggerService;
  /** Ends what is open when the server does not answer any more; without it that can take minutes. */
  pulse?: Pick<ServerPulse, 'lost'>;
  options?: ReflectorTuning;
}

/**
 * Keeps a sink up to date with one collection of one cluster: list, then watch from the
 * list's version, and again from where the watch ended, as client-go's reflector does.
 *
 * @remarks
 * Nothing is left out; an object's state may be told more than once. A failing sink, like
 * a version that the API server has forgotten, leads to a new list.
 */
export class Reflector<T> {
  private readonly tuning: Required<ReflectorTuning>;
  private readonly reading: Reading;
  private readonly api: KubernetesApi;
  private readonly status: StatusReporter;
  private readonly backoff: Backoff;
  /** The server forgot the last version; that it does so again at once is a failure. */
  private expiredBefore = false;
  private readonly expiryLog = LogLimit.create({
    maxLines: 5,
    withinMs: 3_600_000,
  });
  private pageSize: number;
  private pagesRead = 0;
  /** Pages that came before the last list failed. Only a further one shows that lists work again. */
  private failedAfterPages = 0;
  /** Up to where the sink knows everything; absent before the first list and when only a new one helps. */
  private version?: string;

  private constructor(private readonly options: ReflectorOptions<T>) {
    const { access, cluster, resource, logger, onStatus } = options;
    this.tuning = withDefaults(options.options ?? {});
    this.reading = { cluster, resource };
    this.pageSize =
      options.options?.pageSize ?? resource.pageSize ?? this.tuning.pageSize;
    this.api = KubernetesApi.create({
      access,
      reading: this.reading,
      limits: this.tuning,
    });
    this.status = StatusReporter.create({
      title: `Reading ${resource.title} of cluster '${cluster}'`,
      logger,
      onStatus,
    });
    this.backoff = Backoff.create({
      minMs: this.tuning.backoffMinMs,
      maxMs: this.tuning.backoffMaxMs,
    });
  }

  static create<T>(options: ReflectorOptions<T>): Reflector<T> {
    return new Reflector(options);
  }

  /** Reads until the signal aborts, and only then resolves; it never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const lost = this.options.pulse?.lost;
      const step = lost ? AbortSignal.any([signal, lost]) : signal;
      try {
        if (this.version === undefined) {
          this.version = await this.list(step);
        } else {
          await this.watch(this.version, step);
        }
      } catch (error) {
        if (signal.aborted) break;
        await this.recover(
          lost?.aborted ? unreachable(this.reading, lossOf(lost)) : error,
          signal,
        );
      }
    }
    this.status.stopped();
  }

  /** Hands the whole collection to the sink. Returns the version that it is of. */
  private async list(signal: AbortSignal): Promise<string> {
    const { sink } = this.options;
    this.status.begun('listing');
    const end = new AbortController();
    const listSignal = AbortSignal.any([signal, end.signal]);
    let firstVersion: string | undefined;
    let continueToken: string | undefined;
    let reading = this.startPage(continueToken, listSignal);
    this.pagesRead = 0;
    try {
      while (this.pagesRead < this.tuning.maxPages) {
        const page = await reading;
        this.pagesRead += 1;
        if (this.pagesRead > this.failedAfterPages) {
          this.status.succeeded('listing');
        } else {
          this.status.answered();
        }
        if (firstVersion === undefined) {
          // Not before: a server that does not answer must not make anyone forget the last list.
          sink.listing?.();
          firstVersion = page.resourceVersion;
        }
        const next = page.continueToken;
        const goesOn = next && next !== continueToken;
        // The server collects the next page while this one is taken in.
        if (goesOn) reading = this.startPage(next, listSignal);
        await this.handPage(page, signal);
        if (!next) {
          const version = firstVersion;
          await this.sinking(() => sink.listed?.(version));
          this.failedAfterPages = 0;
          this.status.succeeded('listing');
          return firstVersion;
        }
        if (!goesOn) break;
        continueToken = next;
      }
    } finally {
      end.abort();
    }
    throw badAnswer(this.reading, 'The list has no end.');
  }

  private startPage(
    continueToken: string | undefined,
    signal: AbortSignal,
  ): Promise<ListPage> {
    const { pageSize } = this;
    const page = this.api.listPage({ pageSize, continueToken, signal });
    // Whoever awaits it hears of its failure; nobody does if the page before it fails.
    page.catch(() => {});
    return page;
  }

  private async handPage(page: ListPage, signal: AbortSignal): Promise<void> {
    const { sink, onUnreadable } = this.options;
    const upsert = (object: T) => sink.upsert(object);
    let handed = 0;
    for (const item of page.items) {
      if ('value' in item) {
        const kept = this.hand(item.value, upsert);
        if (kept) await kept;
      } else {
        onUnreadable?.(item.unreadable);
      }
      handed += 1;
      if (handed % OBJECTS_PER_TURN === 0) await nextTurn();
      signal.throwIfAborted();
    }
  }

  /** Follows the collection until the watch ends, and moves the version along. */
  private async watch(from: string, signal: AbortSignal): Promise<void> {
    if (this.status.problemCode === 'unreachable') {
      // A quiet watch does not show that the server is back, so ask.
      await this.readVersion(signal);
    }
    this.status.begun('watching');
    const { watchSeconds, shortWatchMs } = this.tuning;
    const startedAtMs = performance.now();
    const giveUp = new AbortController();
    const watchSignal = AbortSignal.any([signal, giveUp.signal]);
    const probe = this.startProbe(watchSignal, giveUp);
    try {
      for await (const event of this.api.watch({
        resourceVersion: from,
        watchSeconds,
        signal: watchSignal,
      })) {
        this.status.succeeded('watching');
        await this.apply(event);
        if (event.type !== 'OPENED') probe?.forget();
        if (performance.now() - startedAtMs >= shortWatchMs) {
          this.recovered();
        }
      }
    } finally {
      probe?.stop();
    }
    if (performance.now() - startedAtMs < shortWatchMs) {
      throw unreachable(this.reading, 'The API server ends watches at once.');
    }
    this.recovered();
    this.status.succeeded('watching');
    this.version = probe?.settledVersion() ?? this.version;
  }

  private async apply(event: WatchEvent): Promise<void> {
    const { sink, onUnreadable } = this.options;
    switch (event.type) {
      case 'ADDED':
      case 'MODIFIED':
        await this.hand(event.object, object => sink.upsert(object));
        this.version = versionOf(event.object) ?? this.version;
        break;
      case 'DELETED':
        await this.hand(event.object, object => sink.remove?.(object));
        this.version = versionOf(event.object) ?? this.version;
        break;
      case 'BOOKMARK':
        this.version = event.resourceVersion;
        break;
      case 'UNREADABLE':
        onUnreadable?.(event.why);
        break;
      default:
    }
  }

  /** Gives one object to the sink, unless it cannot be read or is not wanted. */
  private hand(
    raw: unknown,
    give: (object: T) => void | Promise<void>,
  ): void | Promise<void> {
    let object: T | undefined;
    try {
      object = this.options.parse(raw);
    } catch (error) {
      this.options.onUnreadable?.(messageOf(error));
      return undefined;
    }
    return object === undefined ? undefined : this.sinking(() => give(object));
  }

  /** A promise only if the work is one: awaiting nothing would cost a turn and some garbage for each object of a list. */
  private sinking(work: () => void | Promise<void>): void | Promise<void> {
    try {
      return work()?.catch(error => this.notKept(error));
    } catch (error) {
      return this.notKept(error);
    }
  }

  private notKept(error: unknown): never {
    this.options.logger.error(
      `What was read from cluster '${this.reading.cluster}' could not be kept`,
      isError(error) ? error : undefined,
    );
    throw notStored(this.reading);
  }

  private startProbe(
    signal: AbortSignal,
    giveUp: AbortController,
  ): VersionProbe | undefined {
    if (this.reading.resource.serverBookmarks) return undefined;
    return VersionProbe.start({
      afterMs: this.tuning.probeAfterSeconds * 1000,
      settleMs: this.tuning.settleSeconds * 1000,
      readVersion: () => this.readVersion(signal),
      // The watch would hang on to a dead server until its time is up.
      onError: error => giveUp.abort(error),
    });
  }

  /** The cluster's current version; proves that the API server answers. */
  private async readVersion(signal: AbortSignal): Promise<string> {
    const known = this.version;
    const version = await this.api.currentVersion(signal);
    if (known !== undefined && isOlder(version, known)) {
      throw historyWentBack(this.reading);
    }
    this.status.succeeded('watching');
    return version;
  }

  private recovered(): void {
    this.backoff.reset();
    this.expiredBefore = false;
  }

  private async recover(error: unknown, signal: AbortSignal): Promise<void> {
    const failure =
      error instanceof ClusterReadError
        ? error
        : unreachable(this.reading, `Unexpected: ${messageOf(error)}`);
    const wasListing = this.version === undefined;
    if (wasListing) this.failedAfterPages = this.pagesRead;
    // A watch's line is one object: smaller pages would not make it shorter.
    if (wasListing && failure.problem.code === 'too-large') {
      this.pageSize = Math.max(1, Math.floor(this.pageSize / 10));
    }
    if (failure.needsList) this.version = undefined;
    // Once in a while a version expires in the normal course of things, and always while a cluster is away for minutes.
    if (failure.expired && !this.expiredBefore) {
      this.expiredBefore = true;
      if (!this.expiryLog.takes()) return;
      this.options.logger.info(
        `The API server of cluster '${this.reading.cluster}' has forgotten where reading ${this.reading.resource.title} ended; everything is read again`,
      );
      return;
    }
    this.status.failed(failure.problem);
    await this.backoff.wait(signal);
  }
}
