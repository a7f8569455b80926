import { NodeIndex } from './NodeIndex';
import { PodObject } from './objects';
import { PodIndex } from './PodIndex';
import { WorkloadIndex } from './WorkloadIndex';

function podOf(uid: string): PodObject {
  return {
    uid,
    namespace: 'shop',
    name: uid,
    labels: {},
    containers: [],
    ready: false,
    restarts: 0,
  };
}

describe('PodIndex', () => {
  it('still knows pods that were deleted, or that a new list no longer names', () => {
    const index = PodIndex.create();
    index.listing();
    for (const uid of ['a', 'b', 'c']) index.upsert(podOf(uid));
    index.listed('1');
    index.remove(podOf('a'));
    index.listing();
    index.upsert(podOf('c'));
    index.listed('1');
    expect(['a', 'b', 'c', 'd'].map(uid => index.get(uid)?.name)).toEqual([
      'a',
      'b',
      'c',
      undefined,
    ]);
    expect(index.overflowed).toBe(false);
  });

  it('knows up to which version it was told of all pods', () => {
    const index = PodIndex.create();
    expect(index.toldUpTo(1)).toBe(false);
    index.listing();
    index.upsert({ ...podOf('a'), version: 7 });
    expect(index.toldUpTo(7)).toBe(false);
    index.listed('9');
    expect([9, 10, undefined].map(version => index.toldUpTo(version))).toEqual([
      true,
      false,
      false,
    ]);
    index.upsert({ ...podOf('b'), version: 12 });
    index.remove({ ...podOf('a'), version: 13 });
    expect([13, 14].map(version => index.toldUpTo(version))).toEqual([
      true,
      false,
    ]);
    // The cluster was restored, or its versions are no numbers.
    index.listing();
    index.listed('5');
    expect([5, 6].map(version => index.toldUpTo(version))).toEqual([
      true,
      false,
    ]);
    index.listed('opaque');
    expect(index.toldUpTo(5)).toBe(false);
  });

  it('is bounded, and says when pods had to be left out', () => {
    const index = PodIndex.create({ maxPods: 2, maxDeletedPods: 1 });
    for (const uid of ['a', 'b', 'c']) index.upsert(podOf(uid));
    expect(index.overflowed).toBe(true);
    index.remove(podOf('b'));
    index.remove(podOf('c'));
    expect(['a', 'b', 'c'].map(uid => index.get(uid)?.name)).toEqual([
      undefined,
      undefined,
      'c',
    ]);
  });
});

describe('PodIndex with large pods', () => {
  it('is bounded by what it holds, not only by the number', () => {
    const index = PodIndex.create({ maxLength: 2500 });
    const large = (uid: string) => ({
      ...podOf(uid),
      containers: [
        { name: '', kind: 'container' as const, image: 'x'.repeat(1000) },
      ],
    });
    const known = () =>
      ['a', 'b', 'c', 'd'].filter(uid => index.get(uid)?.uid === uid);
    for (const uid of ['a', 'b', 'a', 'b']) index.upsert(large(uid));
    expect([known(), index.overflowed]).toEqual([['a', 'b'], false]);
    index.upsert(large('c'));
    expect([known(), index.overflowed]).toEqual([['b', 'c'], true]);
    index.remove(large('b'));
    index.upsert(podOf('d'));
    expect(known()).toEqual(['b', 'c', 'd']);
  });
});

describe('WorkloadIndex', () => {
  it('forgets what a complete list does not name, and keeps kinds and namespaces apart', () => {
    const index = WorkloadIndex.create();
    const sink = index.sinkOf('Job');
    const job = (namespace: string, name: string) => ({
      namespace,
      name,
      labels: {},
    });
    sink.listing?.();
    sink.upsert(job('one', 'x'));
    sink.upsert(job('two', 'x'));
    expect(index.wasListed('Job')).toBe(false);
    sink.listed?.('1');
    expect(index.wasListed('Job')).toBe(true);
    sink.remove?.(job('one', 'x'));
    expect([
      index.get('Job', 'one', 'x'),
      index.get('CronJob', 'two', 'x'),
    ]).toEqual([undefined, undefined]);
    expect(index.get('Job', 'two', 'x')).toEqual(job('two', 'x'));
    sink.listing?.();
    sink.listed?.('1');
    expect(index.get('Job', 'two', 'x')).toBeUndefined();
  });
});

describe('NodeIndex', () => {
  it('remembers the pool of a node that is gone, until a node of that name says otherwise', () => {
    const index = NodeIndex.create({ maxNodes: 2 });
    const node = (name: string, nodePool?: string) => ({
      description: { name, nodePool, addresses: [], labels: {} },
    });
    index.upsert(node('node-1', 'a'));
    expect(index.poolOf('node-1')).toBe('a');
    index.upsert(node('node-1'));
    expect(index.poolOf('node-1')).toBeUndefined();
    for (const name of ['x', 'y', 'z']) index.upsert(node(name, name));
    expect(['x', 'y', 'z'].map(name => index.poolOf(name))).toEqual([
      undefined,
      'y',
      'z',
    ]);
  });
});
