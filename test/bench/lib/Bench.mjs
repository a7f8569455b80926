import { startPostgres } from '../../../scripts/postgres.mjs';
import { interrupted } from '../../../scripts/processes.mjs';

/**
 * One measured figure.
 *
 * @typedef {object} Figure
 * @property {string} name what was measured, for example `events/s, list of 20,000`
 * @property {number} value
 * @property {string} [unit] for example `ms`
 * @property {'less' | 'more'} [better] which values are better; `less` unless said otherwise
 * @property {{ name: string, value: number }} [peer] another program's figure on the same data, in the same unit
 * @property {{ atMost?: number, atLeast?: number, ratio?: number }} [wanted] bounds of the value, and how many times better than the peer
 */

/** What a bench gets, and where it puts its figures. */
export class Bench {
  /** @type {string[]} */
  conditions = [];
  /** @type {Figure[]} */
  figures = [];
  /** Aborted when somebody asks the bench to end. */
  signal = interrupted;
  #endings = [];

  /**
   * @param {object} options
   * @param {string} options.folder a folder of the bench's own; what is in it stays for the next run
   * @param {number} options.scale 1: as wanted; less, down to 0: for a trial
   */
  constructor({ folder, scale }) {
    this.folder = folder;
    this.scale = scale;
    /** Whether seeded data stays for the next run (KEEP=1). */
    this.keep = Boolean(process.env.KEEP);
  }

  /** Says under which conditions the figures hold: versions, sizes, numbers of runs. */
  condition(text) {
    this.conditions.push(text);
  }

  /** @param {Figure} figure */
  figure(figure) {
    if (!Number.isFinite(figure.value)) {
      throw new Error(`The figure "${figure.name}" is ${figure.value}`);
    }
    this.figures.push(figure);
  }

  /** Called at the end, last given first, whatever happens. @param {() => unknown} end */
  defer(end) {
    this.#endings.unshift(end);
  }

  /**
   * Starts a PostgreSQL server of its own that ends with the bench.
   *
   * @param {Parameters<typeof startPostgres>[0]} [options]
   */
  async startPostgres(options) {
    const postgres = await startPostgres(options);
    if (!postgres) {
      throw new Error(
        'PostgreSQL is not installed (Debian: apt-get install postgresql)',
      );
    }
    this.defer(() => postgres.stop());
    this.condition(`PostgreSQL ${postgres.version}`);
    return postgres;
  }

  async end() {
    for (const end of this.#endings) {
      await end();
    }
  }
}
