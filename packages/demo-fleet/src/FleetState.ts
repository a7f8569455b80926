import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const DAY_MS = 86_400_000;
/** A little more than the window of a scorecard. */
const RECENT_DAYS = 8;
/** A simulation that would have to catch up more than this beyond its history begins anew. */
const MAX_EXTRA_DAYS = 60;

/** A part of the history. */
export interface UnpushedTime {
  fromMs: number;
  untilMs: number;
}

interface Saved {
  /** Of the fleet that this file is about. */
  seed: number;
  startMs: number;
  /** All that happened from here, or from the start when absent, … */
  pushedFromMs?: number;
  /** … up to here was pushed. */
  pushedUntilMs?: number;
  /** And from the start up to here. */
  olderPushedUntilMs?: number;
}

function readSaved(text: string): Saved | undefined {
  try {
    const saved = JSON.parse(text);
    return Number.isFinite(saved?.seed) && Number.isFinite(saved?.startMs)
      ? saved
      : undefined;
  } catch {
    return undefined;
  }
}

/** What a fleet remembers from one run to the next: when it began, and up to when its history was pushed. */
export class FleetState {
  private constructor(private readonly file: string, private saved: Saved) {}

  /** Goes on with the fleet of the last run if it was of the same seed and is not too old; else begins one. */
  static async open(options: {
    directory: string;
    seed: number;
    historyDays: number;
    nowMs: number;
  }): Promise<FleetState> {
    const { directory, seed, historyDays, nowMs } = options;
    const file = join(directory, 'fleet.json');
    const saved = readSaved(await readFile(file, 'utf8').catch(() => ''));
    const wantedStartMs = startOf(nowMs, historyDays);
    const tooOldMs = wantedStartMs - MAX_EXTRA_DAYS * DAY_MS;
    const usable =
      saved !== undefined &&
      saved.seed === seed &&
      saved.startMs <= wantedStartMs &&
      saved.startMs > tooOldMs;
    const state = new FleetState(
      file,
      usable ? saved : { seed, startMs: wantedStartMs },
    );
    await state.save();
    return state;
  }

  /** When the simulation begins, epoch milliseconds. */
  get startMs(): number {
    return this.saved.startMs;
  }

  /** What was not pushed yet: first the time that people look at, then what was before. */
  unpushed(nowMs: number): { recentFromMs: number; older?: UnpushedTime } {
    const { startMs, pushedFromMs, pushedUntilMs, olderPushedUntilMs } =
      this.saved;
    const fromMs =
      pushedUntilMs === undefined
        ? Math.max(startMs, nowMs - RECENT_DAYS * DAY_MS)
        : pushedFromMs ?? startMs;
    const olderFromMs = olderPushedUntilMs ?? startMs;
    return {
      recentFromMs: pushedUntilMs ?? fromMs,
      ...(olderFromMs < fromMs && {
        older: { fromMs: olderFromMs, untilMs: fromMs },
      }),
    };
  }

  async pushed(times: {
    fromMs: number;
    untilMs: number;
    isOlder: boolean;
  }): Promise<void> {
    const { fromMs, untilMs, isOlder } = times;
    this.saved = isOlder
      ? { ...this.saved, olderPushedUntilMs: untilMs }
      : {
          ...this.saved,
          pushedFromMs:
            this.saved.pushedUntilMs === undefined
              ? fromMs
              : this.saved.pushedFromMs,
          pushedUntilMs: untilMs,
        };
    await this.save();
  }

  private async save(): Promise<void> {
    const next = `${this.file}.next`;
    await writeFile(next, `${JSON.stringify(this.saved)}\n`, { mode: 0o600 });
    await rename(next, this.file);
  }
}

/** The UTC day on which a history of so many days begins. */
export function startOf(nowMs: number, historyDays: number): number {
  return Math.floor((nowMs - historyDays * DAY_MS) / DAY_MS) * DAY_MS;
}
