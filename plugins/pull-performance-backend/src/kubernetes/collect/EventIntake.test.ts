import { PullRecord } from '../../store/PullStore';
import { PulledEvent, FailedPullEvent, ParsedEvent } from '../events/types';
import { NodeIndex } from '../workloads/NodeIndex';
import { BatchItem } from './Batcher';
import { EventIntake } from './EventIntake';
import { ProblemBook } from './ProblemBook';

const T0 = Date.UTC(2026, 10, 22, 2);
const key = {
  cluster: 'one',
  namespace: 'shop',
  kind: 'Deployment',
  name: 'web',
};
const facts = {
  uid: 'event-1',
  count: 1,
  firstAtMs: T0,
  lastAtMs: T0,
  combined: true,
  namespace: 'shop',
  podName: 'web-1',
  podUid: 'pod-1',
  node: 'node-1',
  container: 'web',
  containerKind: 'container' as const,
  message: 'as the kubelet says',
};
const pulled: PulledEvent = {
  ...facts,
  kind: 'pulled',
  form: 'pulled',
  image: 'web:1',
  waitSeconds: 5,
  pullSeconds: 5,
};
const failed: FailedPullEvent = {
  ...facts,
  kind: 'failed',
  image: 'web:1',
  cause: 'timeout',
};
const paired: ParsedEvent = { ...facts, kind: 'ignored' };

describe('EventIntake', () => {
  function create() {
    const items: BatchItem[] = [];
    const problems = ProblemBook.create({ now: () => T0 });
    const nodes = NodeIndex.create();
    nodes.upsert({
      description: {
        name: 'node-1',
        nodePool: 'userpool',
        addresses: [],
        labels: {},
      },
    });
    const intake = EventIntake.create({
      finder: { findNow: () => undefined, find: async () => ({ key }) },
      nodes,
      delivery: {
        deliver: async (_weight, prepare) => {
          items.push(...(await prepare()));
        },
        hand: ready => {
          items.push(...ready);
        },
      },
      problems,
      now: () => T0,
    });
    const pulls = () =>
      items
        .map(({ pull }) => pull)
        .filter((pull): pull is PullRecord => pull !== undefined);
    return { intake, items, pulls, problems };
  }

  it('tells the pool and workload of a pull, and when it happened if that is news', async () => {
    const { intake, items, pulls } = create();
    await intake.accept(pulled, false);
    await intake.accept({ ...pulled, count: 2, lastAtMs: T0 + 1000 }, true);
    expect(pulls()).toMatchObject([
      { occurrence: 1, workload: key, nodePool: 'userpool', outcome: 'cold' },
      { occurrence: 2, finishedAtMs: T0 + 1000 },
    ]);
    expect(items.map(({ liveAtMs }) => liveAtMs)).toEqual([
      undefined,
      T0 + 1000,
    ]);
  });

  it('counts unseen occurrences of combined pulls as pulls of unknown duration', async () => {
    const { intake, pulls } = create();
    await intake.accept({ ...pulled, count: 3, lastAtMs: T0 + 2000 }, true);
    expect(
      pulls().map(({ occurrence, waitSeconds, finishedAtMs }) => [
        occurrence,
        waitSeconds,
        finishedAtMs - T0,
      ]),
    ).toEqual([
      [1, undefined, 0],
      [2, undefined, 1000],
      [3, 5, 2000],
    ]);
  });

  it('counts of combined failures only those that it saw, and names the others', async () => {
    const { intake, pulls, problems } = create();
    await intake.accept(failed, true);
    await intake.accept({ ...paired, count: 2 }, true);
    await intake.accept({ ...failed, count: 3 }, true);
    await intake.accept({ ...failed, count: 6 }, true);
    expect(pulls().map(({ occurrence }) => occurrence)).toEqual([1, 3, 6]);
    expect(problems.list()).toMatchObject([
      { code: 'combined-failures', count: 2 },
    ]);
  });

  it('names what it leaves out', async () => {
    const { intake, pulls, problems } = create();
    await intake.accept({ ...pulled, combined: false, count: 10_500 }, true);
    expect(pulls()).toHaveLength(10_000);
    expect(problems.list()).toMatchObject([
      { code: 'too-many-occurrences', count: 500 },
    ]);
  });

  it('has no use for a back-off or a failed start', async () => {
    const { intake, items, problems } = create();
    await intake.accept(
      { ...facts, combined: false, kind: 'backOff', image: 'web:1' },
      true,
    );
    await intake.accept({ ...paired, combined: false }, true);
    await intake.accept({ kind: 'foreign' }, true);
    expect([items, problems.list()]).toEqual([[], []]);
  });
});
