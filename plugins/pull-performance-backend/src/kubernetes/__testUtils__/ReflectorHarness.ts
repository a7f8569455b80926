import { mockServices } from '@backstage/backend-test-utils';
import { isObject, textOf } from '../watch/json';
import { Reflector } from '../watch/Reflector';
import { ServerPulse } from '../watch/ServerPulse';
import { ReflectorTuning } from '../watch/tuning';
import {
  ReflectorSink,
  ReflectorStatus,
  WatchedResource,
} from '../watch/types';
import { directAccess } from './directAccess';
import { FakeApiServer, FakeObject } from './FakeApiServer';
import { until } from './until';

export function pod(name: string, more: FakeObject = {}): FakeObject {
  return { metadata: { name, uid: `uid-of-${name}` }, ...more };
}

export function event(name: string, reason = 'Pulled'): FakeObject {
  return { ...pod(name), reason, involvedObject: { kind: 'Pod' } };
}

export function nameOf(raw: unknown): string {
  const metadata = isObject(raw) ? raw.metadata : undefined;
  const name = isObject(metadata) ? textOf(metadata.name) : undefined;
  if (!name) throw new Error('an object has no name');
  return name;
}

/** Runs a reflector against a fake server, and remembers what it tells. */
export class ReflectorHarness implements ReflectorSink<string> {
  /** `listing`, `+name`, `-name`, `listed`, in order. */
  readonly log: string[] = [];
  readonly unreadable: string[] = [];
  readonly statuses: ReflectorStatus[] = [];
  readonly logger = mockServices.logger.mock();
  failNext = false;
  private readonly controller = new AbortController();
  private running?: Promise<void>;

  private constructor(public server: FakeApiServer) {}

  static async create(): Promise<ReflectorHarness> {
    return new ReflectorHarness(await FakeApiServer.start());
  }

  /** Ends the reflector, and with it what it holds open. */
  async stopReflector(): Promise<void> {
    this.controller.abort();
    await this.running;
  }

  async stop(): Promise<void> {
    await this.stopReflector();
    await this.server.stop();
  }

  start(
    resource: WatchedResource,
    options: ReflectorTuning = {},
    pulse?: Pick<ServerPulse, 'lost'>,
  ): void {
    this.running = Reflector.create<string>({
      access: directAccess(this.server),
      cluster: 'test',
      resource,
      sink: this,
      parse: nameOf,
      onUnreadable: why => this.unreadable.push(why),
      onStatus: status => this.statuses.push(status),
      logger: this.logger,
      pulse,
      options: {
        backoffMinMs: 1,
        backoffMaxMs: 5,
        shortWatchMs: 0,
        ...options,
      },
    }).run(this.controller.signal);
  }

  async logged(entry: string): Promise<void> {
    await until(
      entry,
      () => this.log.includes(entry),
      () => this.log,
    );
  }

  async watching(path: string): Promise<void> {
    await until('a watch is open', () => this.server.openWatches(path) === 1);
  }

  async problem(code: string) {
    return until(
      `problem ${code}`,
      () => this.problems.find(each => each.code === code),
      () => this.statuses,
    );
  }

  get last(): ReflectorStatus | undefined {
    return this.statuses.at(-1);
  }

  get problems() {
    return this.statuses.flatMap(({ problem }) => (problem ? [problem] : []));
  }

  listing() {
    this.log.push('listing');
  }

  async upsert(name: string) {
    if (this.failNext) {
      this.failNext = false;
      throw new Error('the database is away');
    }
    this.log.push(`+${name}`);
  }

  remove(name: string) {
    this.log.push(`-${name}`);
  }

  listed() {
    this.log.push('listed');
  }
}
