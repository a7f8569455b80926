import { Scorecard } from 'backstage-plugin-pull-performance-common';
import { component } from '../../__testUtils__/seeds';
import { FixFactReader } from './FixFactReader';
import { FixService } from './FixService';

const area = {
  grade: 'unknown',
  unit: 'seconds',
  samples: 0,
  confidence: 'none',
  evidence: '',
  target: 10,
} as const;

const card: Omit<Scorecard, 'fixes'> = {
  entityRef: 'component:default/checkout',
  window: { from: '2026-11-15T00:00:00Z', to: '2026-11-22T00:00:00Z' },
  link: { linked: true, workloads: [], workloadCount: 1 },
  overall: {
    grade: 'unknown',
    coverageShare: 0,
    gradedAreas: 0,
    totalAreas: 4,
  },
  areas: {
    pullTime: area,
    imageSize: { ...area, unit: 'bytes' },
    layerReuse: { ...area, unit: 'share' },
    nodeDiskHealth: { ...area, unit: 'share' },
  },
  clusters: [],
  collection: [],
};

const reason = async () => ({ code: 'none', what: '', why: '', next: '' });
const window = { fromMs: 0, toMs: 7 * 86_400_000 };

describe('FixService', () => {
  const read = jest.fn();
  const readScorecard = jest.fn();
  let nowMs: number;
  let service: FixService;

  beforeEach(() => {
    nowMs = 1_000_000;
    read.mockReset().mockResolvedValue({
      ...{ images: [], nodes: [], workloads: [], clusters: [] },
    });
    readScorecard.mockReset().mockResolvedValue(card);
    service = FixService.create({
      facts: { read } as unknown as FixFactReader,
      now: () => nowMs,
    });
  });

  const question = { entity: component('checkout'), window };
  const list = (more: { limit?: number; cursor?: string } = {}) =>
    service.list({ ...question, readScorecard, limit: 100, reason, ...more });

  it('tells of every fix why it applies or not, and of unknown facts nothing else', async () => {
    const { items, totalItems, reason: why } = await list();
    expect(totalItems).toBe(items.length);
    expect(why).toBeUndefined();
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(items.filter(({ state }) => state === 'applies')).toEqual([]);
  });

  it('pages', async () => {
    const { items } = await list();
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await list({ limit: 2, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      if (!cursor) break;
    }
    expect(seen).toEqual(items.map(({ id }) => id));
    await expect(list({ cursor: 'nonsense' })).rejects.toThrow('cursor');
  });

  it('says why nothing can be said of an entity without workloads, and reads nothing for it', async () => {
    const unlinked = { ...component('checkout') };
    unlinked.metadata = { ...unlinked.metadata, annotations: {} };
    const page = await service.list({
      ...{ entity: unlinked, window, readScorecard, limit: 10, reason },
    });
    expect(page).toMatchObject({ items: [], reason: { code: 'none' } });
    expect(read).not.toHaveBeenCalled();
    readScorecard.mockResolvedValue({
      ...card,
      link: { ...card.link, workloadCount: 0 },
    });
    expect(await list()).toMatchObject({ items: [], totalItems: 0 });
  });

  it('remembers what a scorecard shows for a minute, for each entity and cluster', async () => {
    const ask = (cluster?: string) =>
      service.withBestFixes({ ...question, cluster }, readScorecard);
    expect((await ask()).fixes).toEqual([]);
    nowMs += 59_000;
    await ask();
    expect(read).toHaveBeenCalledTimes(1);
    // The card itself is never remembered.
    expect(readScorecard).toHaveBeenCalledTimes(2);
    await ask('prod');
    nowMs += 1_000;
    await ask();
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('fails as a whole when facts cannot be read', async () => {
    read.mockRejectedValue(new Error('database away'));
    await expect(
      service.withBestFixes(question, readScorecard),
    ).rejects.toThrow('database away');
  });
});
