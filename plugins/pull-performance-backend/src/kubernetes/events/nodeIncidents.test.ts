import fc from 'fast-check';
import events from '../__fixtures__/events.json';
import { readNodeIncidents } from './nodeIncidents';

/** An event about a node as its kubelet sends it. */
function nodeEvent(
  reason: string,
  message: string,
  parts: Record<string, unknown> = {},
): unknown {
  return {
    metadata: { uid: 'event-1', namespace: 'default' },
    involvedObject: { kind: 'Node', name: 'node-1', uid: 'node-1' },
    reason,
    message,
    source: { component: 'kubelet', host: 'node-1' },
    firstTimestamp: '2026-11-22T02:10:00Z',
    lastTimestamp: '2026-11-22T02:55:00Z',
    count: 10,
    type: 'Warning',
    ...parts,
  };
}

function kindsOf(raw: unknown): unknown {
  return readNodeIncidents(raw)?.map(({ kind }) => kind);
}

describe('readNodeIncidents', () => {
  it('tells the first and the last time', () => {
    const full = nodeEvent(
      'FreeDiskSpaceFailed',
      'Failed to garbage collect required amount of images. Attempted to free 4271730688 bytes, but only found 0 bytes eligible to free.',
    );
    const common = { node: 'node-1', kind: 'image-gc-failed' };
    expect(readNodeIncidents(full)).toEqual([
      { ...common, atMs: Date.UTC(2026, 10, 22, 2, 10) },
      { ...common, atMs: Date.UTC(2026, 10, 22, 2, 55) },
    ]);
    expect(
      readNodeIncidents({ ...(full as object), firstTimestamp: undefined }),
    ).toEqual([{ ...common, atMs: Date.UTC(2026, 10, 22, 2, 55) }]);
  });

  it.each([
    [
      'FreeDiskSpaceFailed',
      "Insufficient free disk space on the node's image filesystem (95.0% of 10.0 GiB used). Failed to free sufficient space by deleting unused images. Consider resizing the disk or deleting unused files",
    ],
    [
      'ImageGCFailed',
      'failed to garbage collect required amount of images. Wanted to free 473948979 bytes, but freed 0 bytes',
    ],
    [
      'ImageGCFailed',
      'wanted to free 9223372036854775807 bytes, but freed 0 bytes space with errors in image deletion: rpc error: code = Unknown desc = conflict',
    ],
    [
      'ImageGCFailed',
      "(combined from similar events): Insufficient free disk space on the node's image filesystem (95.0% of 10.0 GiB used).",
    ],
  ])('%s: %s', (reason, message) => {
    expect(kindsOf(nodeEvent(reason, message))).toContain('image-gc-failed');
  });

  it.each([
    ['NodeHasDiskPressure', 'Node node-1 status is now: NodeHasDiskPressure'],
    ['EvictionThresholdMet', 'Attempting to reclaim ephemeral-storage'],
    ['EvictionThresholdMet', 'Attempting to reclaim inodes'],
    ['EvictionThresholdMet', 'Attempting to reclaim imagefs'],
  ])('%s: %s', (reason, message) => {
    expect(kindsOf(nodeEvent(reason, message))).toContain('disk-pressure');
  });

  it.each([
    [
      'ImageGCFailed',
      'failed to get imageFs info: unable to find data in memory cache',
    ],
    ['ImageGCFailed', 'invalid capacity 0 on image filesystem'],
    [
      'ImageGCFailed',
      'failed to get image stats: rpc error: code = Unavailable desc = connection error',
    ],
    ['InvalidDiskCapacity', 'invalid capacity 0 on image filesystem'],
    ['EvictionThresholdMet', 'Attempting to reclaim memory'],
    ['EvictionThresholdMet', 'Attempting to reclaim pids'],
    [
      'NodeHasNoDiskPressure',
      'Node node-1 status is now: NodeHasNoDiskPressure',
    ],
    ['constructor', ''],
  ])('%s: %s says nothing of a full disk', (reason, message) => {
    expect(kindsOf(nodeEvent(reason, message))).toBeUndefined();
  });

  it('takes only what kubelets tell of nodes', () => {
    const pressure = (parts: Record<string, unknown>) =>
      kindsOf(nodeEvent('NodeHasDiskPressure', '', parts));
    expect(pressure({})).toHaveLength(2);
    expect(pressure({ source: { component: 'other' } })).toBeUndefined();
    expect(
      pressure({ involvedObject: { kind: 'Pod', name: 'node-1' } }),
    ).toBeUndefined();
    expect(pressure({ involvedObject: { kind: 'Node' } })).toBeUndefined();
    expect(
      pressure({
        firstTimestamp: '0001-01-01T00:00:00Z',
        lastTimestamp: 'soon',
      }),
    ).toBeUndefined();
    for (const event of events.items) expect(kindsOf(event)).toBeUndefined();
  });

  it('makes nothing of nonsense', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (raw, parts) => {
        expect(readNodeIncidents(raw)).toBeUndefined();
        const event = {
          reason: 'ImageGCFailed',
          involvedObject: { kind: 'Node', name: parts },
          message: raw,
          lastTimestamp: parts,
        };
        expect(readNodeIncidents(event)).toBeUndefined();
      }),
    );
  });
});
