import { Random } from './Random';
import { Timeline } from './Timeline';

/** How a cluster sees its registry: mostly well, with slow spells of some tens of minutes. */
export class RegistryWeather {
  private share = 1;
  private readonly listeners = new Set<() => void>();

  private constructor(
    private readonly timeline: Timeline,
    private readonly random: Random,
    private readonly meanGapMs: number,
    private readonly answerMs: number,
  ) {}

  static create(options: {
    timeline: Timeline;
    random: Random;
    slowSpellEveryHours: number;
    /** Median time to ask for a token and a manifest. */
    answerMs: number;
  }): RegistryWeather {
    const { timeline, random, slowSpellEveryHours, answerMs } = options;
    const meanGapMs = slowSpellEveryHours * 3_600_000;
    const weather = new RegistryWeather(timeline, random, meanGapMs, answerMs);
    weather.arrangeSpell();
    return weather;
  }

  /** What is left of the link's rate. */
  get linkShare(): number {
    return this.share;
  }

  get slow(): boolean {
    return this.share < 1;
  }

  /** How long the registry takes to answer what an image is made of. */
  answerAfterMs(): number {
    return this.random.around(this.answerMs, 0.22) * (this.slow ? 1.8 : 1);
  }

  /** In a slow spell some requests fail. */
  refuses(): boolean {
    return this.slow && this.random.chance(0.04);
  }

  /** Calls back just after the rate has changed. The answer ends it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private arrangeSpell(): void {
    this.timeline.after(this.random.exponential(this.meanGapMs), () => {
      this.set(this.random.between(0.12, 0.4));
      this.timeline.after(this.random.around(35 * 60_000, 0.5), () => {
        this.set(1);
        this.arrangeSpell();
      });
    });
  }

  private set(share: number): void {
    this.share = share;
    for (const listener of this.listeners) listener();
  }
}
