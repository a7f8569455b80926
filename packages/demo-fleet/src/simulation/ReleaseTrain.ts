import { ServiceDefinition } from '../definitions/types';
import { Random } from './Random';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Releases leave the pipeline in the working hours of a team in Central Europe, in UTC. */
const FIRST_HOUR = 7;
const LAST_HOUR = 16;
/** What a weekend day has of a working day. */
const WEEKEND_SHARE = 0.12;

/** A version of a service on its way into the clusters. */
export interface Release {
  /** 0 is what ran when the simulation began. */
  number: number;
  version: string;
  atMs: number;
  /** When its images were in the registry: later than the release when somebody forgot to push them. */
  pushedAtMs: number;
}

/** The releases of one service; every cluster sees the same ones. */
export class ReleaseTrain {
  private last: Release;

  private constructor(
    private readonly service: ServiceDefinition,
    private readonly random: Random,
    startMs: number,
  ) {
    const version = `${random.integer(1, 6)}.${random.integer(0, 30)}.0`;
    this.last = { number: 0, version, atMs: startMs, pushedAtMs: startMs };
  }

  static create(options: {
    seed: number;
    service: ServiceDefinition;
    startMs: number;
  }): ReleaseTrain {
    const { seed, service, startMs } = options;
    const random = Random.create(seed, 'releases', service.name);
    return new ReleaseTrain(service, random, startMs);
  }

  /** The newest release so far. */
  get newest(): Release {
    return this.last;
  }

  /** The releases of a day, in order; to be asked for each day once, in order. */
  releasesOf(dayMs: number): Release[] {
    const { random, service } = this;
    const weekday = new Date(dayMs).getUTCDay();
    const weekend = weekday === 0 || weekday === 6;
    const mean = service.releasesPerWorkday * (weekend ? WEEKEND_SHARE : 1);
    const releases: Release[] = [];
    if (mean === 0) return releases;
    const meanGapMs = ((LAST_HOUR - FIRST_HOUR) * HOUR_MS) / mean;
    let atMs = dayMs + FIRST_HOUR * HOUR_MS + random.exponential(meanGapMs);
    while (atMs < dayMs + LAST_HOUR * HOUR_MS) {
      this.last = this.next(atMs);
      releases.push(this.last);
      atMs += 10 * 60_000 + random.exponential(meanGapMs);
    }
    return releases;
  }

  private next(atMs: number): Release {
    const { random, service } = this;
    const forgotten = random.chance(service.forgottenPushShare ?? 0);
    const noticedAfterMs = random.around(5 * HOUR_MS, 0.7);
    const [major, minor, patch] = this.last.version.split('.').map(Number);
    return {
      number: this.last.number + 1,
      version: random.chance(0.3)
        ? `${major}.${minor + 1}.0`
        : `${major}.${minor}.${patch + 1}`,
      atMs,
      pushedAtMs: forgotten ? atMs + Math.min(noticedAfterMs, DAY_MS) : atMs,
    };
  }
}
