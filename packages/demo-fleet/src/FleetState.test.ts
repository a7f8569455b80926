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
    expect(first.pushedUntilMs).toBeUndefined();
    await first.pushedUntil(nowMs);
    const later = await open(1, nowMs + 3 * DAY_MS);
    expect(later.startMs).toBe(first.startMs);
    expect(later.pushedUntilMs).toBe(nowMs);
  });

  it('begins anew for another seed, after a long pause, and when its file is broken', async () => {
    const first = await open(1, nowMs);
    await first.pushedUntil(nowMs);
    expect((await open(2, nowMs)).pushedUntilMs).toBeUndefined();
    await first.pushedUntil(nowMs);
    const late = await open(1, nowMs + 61 * DAY_MS);
    expect(late.pushedUntilMs).toBeUndefined();
    expect(late.startMs).toBe(first.startMs + 61 * DAY_MS);
    await writeFile(join(directory, 'fleet.json'), '{"seed":');
    expect((await open(1, nowMs)).startMs).toBe(first.startMs);
  });
});
