import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FleetState } from './FleetState';

const DAY_MS = 86_400_000;
const nowMs = Date.UTC(2026, 10, 22, 8, 15);

describe('FleetState', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fleet-state-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  const open = (seed: number, atMs: number) =>
    FleetState.open({ directory, seed, historyDays: 30, nowMs: atMs });

  it('begins on a whole day, and goes on with the same fleet later', async () => {
    const first = await open(1, nowMs);
    expect(new Date(first.startMs).toISOString()).toBe(
      '2026-10-23T00:00:00.000Z',
    );
    const later = await open(1, nowMs + 3 * DAY_MS);
    expect(later.startMs).toBe(first.startMs);
  });

  it('wants the last days told first, then those before, each once', async () => {
    const state = await open(1, nowMs);
    const { startMs } = state;
    const fromMs = nowMs - 8 * DAY_MS;
    expect(state.unpushed(nowMs)).toEqual({
      recentFromMs: fromMs,
      older: { fromMs: startMs, untilMs: fromMs },
    });
    await state.pushed({ fromMs, untilMs: nowMs - DAY_MS, isOlder: false });
    const atMs = nowMs + DAY_MS;
    expect((await open(1, atMs)).unpushed(atMs)).toEqual({
      recentFromMs: nowMs - DAY_MS,
      older: { fromMs: startMs, untilMs: fromMs },
    });
    await state.pushed({
      fromMs: nowMs - DAY_MS,
      untilMs: nowMs,
      isOlder: false,
    });
    const middleMs = startMs + DAY_MS;
    await state.pushed({ fromMs: startMs, untilMs: middleMs, isOlder: true });
    expect((await open(1, atMs)).unpushed(atMs)).toEqual({
      recentFromMs: nowMs,
      older: { fromMs: middleMs, untilMs: fromMs },
    });
    await state.pushed({ fromMs: middleMs, untilMs: fromMs, isOlder: true });
    expect((await open(1, atMs)).unpushed(atMs)).toEqual({
      recentFromMs: nowMs,
    });
  });

  it('begins anew for another seed, after a long pause, and when its file is broken', async () => {
    const pushed = { fromMs: nowMs - DAY_MS, untilMs: nowMs, isOlder: false };
    const begun = { recentFromMs: nowMs - 8 * DAY_MS };
    const first = await open(1, nowMs);
    await first.pushed(pushed);
    expect((await open(2, nowMs)).unpushed(nowMs)).toMatchObject(begun);
    await first.pushed(pushed);
    const late = await open(1, nowMs + 61 * DAY_MS);
    expect(late.unpushed(nowMs + 61 * DAY_MS)).toMatchObject({
      recentFromMs: nowMs + 53 * DAY_MS,
    });
    expect(late.startMs).toBe(first.startMs + 61 * DAY_MS);
    await writeFile(join(directory, 'fleet.json'), '{"seed":');
    expect((await open(1, nowMs)).startMs).toBe(first.startMs);
  });
});
