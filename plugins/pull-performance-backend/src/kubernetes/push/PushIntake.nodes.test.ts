import { TestDatabases } from '@backstage/backend-test-utils';
import { openIntake } from './__testUtils__/openIntake';
import { Told } from './__testUtils__/otlp';
import { iso, nowMs, pod } from './__testUtils__/pushedObjects';

const hourMs = 3_600_000;

function nodeTold(observedAtMs: number, parts: object = {}): Told {
  return {
    type: 'MODIFIED',
    observedAtMs,
    object: {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: 'node-1',
        creationTimestamp: iso(nowMs - 5 * hourMs),
        labels: { agentpool: 'userpool', other: 'label' },
      },
      spec: { providerID: 'azure:///subscriptions/0' },
      status: {
        addresses: [{ type: 'InternalIP', address: '10.0.0.4' }],
        nodeInfo: { kubeletVersion: 'v1.34.4' },
        conditions: [
          {
            type: 'DiskPressure',
            status: 'True',
            lastTransitionTime: iso(nowMs - 2 * hourMs),
          },
        ],
      },
      ...parts,
    },
  };
}

describe('PushIntake, nodes', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  it('takes what nodes are, and since when their disks are full', async () => {
    const { replica, described, describedBefore, incidents } = await openIntake(
      databases,
    );
    const push = replica();
    await push([nodeTold(nowMs - 60_000), nodeTold(nowMs - 2 * hourMs)]);
    expect(described).toEqual([
      {
        name: 'node-1',
        nodePool: 'userpool',
        providerId: 'azure:///subscriptions/0',
        addresses: ['10.0.0.4'],
        kubeletVersion: 'v1.34.4',
        createdAtMs: nowMs - 5 * hourMs,
        labels: { agentpool: 'userpool' },
      },
    ]);
    expect(describedBefore).toEqual(described);
    expect(incidents).toEqual([
      { node: 'node-1', kind: 'disk-pressure', atMs: nowMs - 2 * hourMs },
      { node: 'node-1', kind: 'disk-pressure', atMs: nowMs - 60_000 },
    ]);
  });

  it('says nothing of nodes that are gone', async () => {
    const { replica, described, incidents } = await openIntake(databases);
    const gone: Told = { ...nodeTold(nowMs), type: 'DELETED' };
    await replica()([gone]);
    expect([...described, ...incidents]).toEqual([]);
  });

  it('takes events about full disks of both API groups', async () => {
    const { replica, incidents } = await openIntake(databases);
    const node = { kind: 'Node', name: 'node-1', uid: 'node-1' };
    const core = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { uid: 'a' },
      involvedObject: node,
      reason: 'FreeDiskSpaceFailed',
      message: 'x',
      source: { component: 'kubelet' },
      firstTimestamp: iso(nowMs - 60_000),
      lastTimestamp: iso(nowMs - 1_000),
    };
    const newer = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { uid: 'b' },
      regarding: node,
      reason: 'EvictionThresholdMet',
      note: 'Attempting to reclaim ephemeral-storage',
      reportingController: 'kubelet',
      deprecatedLastTimestamp: iso(nowMs - 2_000),
    };
    const ahead = { ...core, lastTimestamp: iso(nowMs + 2 * hourMs) };
    const harmless = { ...newer, reason: 'InvalidDiskCapacity' };
    const result = await replica()(
      [core, newer, { ...ahead, firstTimestamp: undefined }, harmless].map(
        object => ({ type: 'ADDED', object }),
      ),
    );
    expect(result).toEqual({ rejected: 0 });
    expect(incidents).toEqual([
      // Both times are of the hour before, which is marked once.
      { node: 'node-1', kind: 'image-gc-failed', atMs: nowMs - 1_000 },
      { node: 'node-1', kind: 'disk-pressure', atMs: nowMs - 2_000 },
    ]);
  });

  it('takes a list of events about nodes for no history of pulls', async () => {
    const { replica, clock, state } = await openIntake(databases);
    const push = replica();
    await push([pod]);
    clock.nowMs += 7 * 60_000;
    const about = (kind: string): Told => ({
      observedAtMs: clock.nowMs,
      object: {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { uid: kind },
        involvedObject: { kind, name: 'node-1' },
        reason: 'NodeHasDiskPressure',
        lastTimestamp: iso(nowMs),
      },
    });
    await push([about('Node')]);
    expect((await state())?.gaps).toMatchObject([
      { fromMs: nowMs - 500, toMs: clock.nowMs },
    ]);
    await push([about('Pod')]);
    expect((await state())?.gaps).toEqual([]);
  });
});
