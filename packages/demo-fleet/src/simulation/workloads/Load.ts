import { ServiceDefinition } from '../../definitions/types';
import { Random } from '../Random';

const HOUR_MS = 3_600_000;

/** How much customers want of a service at a time: 0 is the quietest, 1 the busiest. */
export class Load {
  private noise = 0;
  private burstUntilMs = 0;
  private nextBurstMs = 0;

  private constructor(
    private readonly random: Random,
    private readonly utcOffsetHours: number,
    private readonly burstEveryHours: number | undefined,
  ) {}

  static create(options: {
    service: ServiceDefinition;
    random: Random;
    utcOffsetHours: number;
  }): Load {
    const { service, random, utcOffsetHours } = options;
    return new Load(random, utcOffsetHours, service.burstEveryHours);
  }

  /** To be asked in the order of time, at even steps. */
  at(timeMs: number): number {
    const { random } = this;
    this.noise = 0.8 * this.noise + 0.2 * random.between(-0.3, 0.3);
    const level = this.burstEveryHours
      ? this.burst(timeMs, this.burstEveryHours)
      : this.daily(timeMs);
    return Math.min(1, Math.max(0, level + this.noise));
  }

  /** Low at four in the morning, high in the evening; weekends are a little quieter. */
  private daily(timeMs: number): number {
    const local = new Date(timeMs + this.utcOffsetHours * HOUR_MS);
    const hour = local.getUTCHours() + local.getUTCMinutes() / 60;
    const weekend = local.getUTCDay() % 6 === 0;
    const wave = (1 - Math.cos(((hour - 4) / 24) * 2 * Math.PI)) / 2;
    return wave ** 1.3 * (weekend ? 0.75 : 1);
  }

  private burst(timeMs: number, everyHours: number): number {
    if (timeMs >= this.nextBurstMs) {
      this.burstUntilMs = timeMs + this.random.between(0.3, 1.1) * HOUR_MS;
      this.nextBurstMs =
        this.burstUntilMs + this.random.exponential(everyHours * HOUR_MS);
    }
    return timeMs < this.burstUntilMs ? 0.9 : 0.08;
  }
}
