import fc from 'fast-check';
import { BindingLimit } from '../schema/openapi';
import { keptUp, summaries, throttledBy } from './__testUtils__/summaries';
import { judgeNode } from './nodeHealth';
import { defaultDiskThresholds as thresholds } from './thresholds';
import { NodeDiskSummary } from './types';

const noSource = { code: 'no-disk-source', what: '-', why: '-', next: '-' };

function judge(
  summary: NodeDiskSummary | undefined,
  options?: { fullShare?: number; limit?: BindingLimit },
) {
  return judgeNode(summary, { thresholds, noSource, ...options });
}

describe('judgeNode', () => {
  it('says by what a node was throttled, how long, and what to do', () => {
    const limit = { iops: 500, iopsBoundBy: 'P10 disk' };
    expect(judge(throttledBy({ iops: 720 }), { limit })).toEqual({
      health: 'throttled',
      reason: {
        code: 'disk-throttled',
        what: 'Its disk was at its IOPS limit for 12 min of 40 min of pulls',
        why: 'Its limit is 500 IOPS, set by P10 disk. Unpacking an image writes all its files, so pulls wait for the disk.',
        next: 'Use a larger, faster or ephemeral OS disk (compare the other disks of this size of machine), smaller images, or fewer pulls at once.',
      },
    });
  });

  it.each<[Parameters<typeof throttledBy>, string, string]>([
    [
      [{ bandwidth: 400, iops: 100 }],
      'Its disk was at its bandwidth limit for 8 min of 40 min of pulls',
      'Its source tells the share, not the limit.',
    ],
    [
      [{ queueDepth: 400 }, { queueDepth: 45.3 }],
      'Requests queued at its disk for 7 min of 40 min of pulls',
      'More than 20 requests were at the disk at once, up to 45:',
    ],
    [
      [{ ioPressure: 400 }, { ioPressureShare: 0.93 }],
      'Its tasks waited for I/O for 7 min of 40 min of pulls',
      'for 75\u202f% of that time or more, up to 93\u202f%',
    ],
  ])('names each cause: %j', (given, what, why) => {
    const { health, reason } = judge(throttledBy(...given));
    expect(health).toBe('throttled');
    expect(reason?.what).toBe(what);
    expect(reason?.why).toContain(why);
  });

  it('does not advise an ephemeral disk where bytes are what is short', () => {
    expect(judge(throttledBy({ bandwidth: 400 })).reason?.next).toContain(
      'an ephemeral disk may carry fewer bytes',
    );
  });

  it('is throttled from five minutes on, and busy below', () => {
    expect(judge(throttledBy({ iops: 300 })).health).toBe('throttled');
    expect(judge(throttledBy({ iops: 299 })).health).toBe('healthy');
    const busy = throttledBy({ iops: 200 }, { busySeconds: 100 });
    expect(judge(busy)).toEqual({ health: 'busy' });
    expect(judge({ ...keptUp, busySeconds: 300 })).toEqual({ health: 'busy' });
    expect(judge(keptUp)).toEqual({ health: 'healthy' });
  });

  it('is full from the threshold of the node on, else of the settings', () => {
    expect(judge({ ...keptUp, usedShare: 0.85 }).health).toBe('full');
    expect(judge({ ...keptUp, usedShare: 0.84 }).health).toBe('healthy');
    const used = { ...keptUp, usedShare: 0.8 };
    expect(judge(used, { fullShare: 0.7 }).reason).toMatchObject({
      code: 'disk-full',
      what: 'Its disk was nearly full: up to 80\u202f% was used',
      why: expect.stringContaining('From 70\u202f% on the kubelet removes'),
    });
    expect(judge(used, { fullShare: 0.9 }).health).toBe('healthy');
    // A kubelet that never removes images has no threshold.
    expect(judge({ ...used, usedShare: 0.9 }, { fullShare: 1 }).health).toBe(
      'full',
    );
    expect(judge(used, { fullShare: NaN }).health).toBe('healthy');
  });

  it('is full when Kubernetes says so, also where nothing else is known', () => {
    const summary = { ...keptUp, sampledSeconds: 0, observedSeconds: 0 };
    expect(judge({ ...summary, diskPressure: true })).toMatchObject({
      health: 'full',
      reason: { what: 'Kubernetes reported that its disk ran out of space' },
    });
    expect(judge({ ...summary, usedShare: 0.95 }).health).toBe('full');
  });

  it('names both of a node that is full and throttled', () => {
    const { health, reason } = judge(
      throttledBy({ iops: 720 }, { usedShare: 0.91, diskPressure: true }),
    );
    expect(health).toBe('full');
    expect(reason?.what).toContain('91\u202f%');
    expect(reason?.why).toContain('Kubernetes also reported');
    expect(reason?.why).toContain('throttled for 12 min of 40 min of pulls');
  });

  it('is unknown without a source, and hands its reason on', () => {
    const unknown = { health: 'unknown', reason: noSource };
    expect(judge(undefined)).toEqual(unknown);
    expect(judge({ ...keptUp, sampledSeconds: 0 })).toEqual(unknown);
    expect(judge({ ...keptUp, sampledSeconds: NaN })).toEqual(unknown);
    // That it is not full says nothing of its speed.
    expect(judge({ ...keptUp, sampledSeconds: 0, usedShare: 0.2 })).toEqual(
      unknown,
    );
  });

  it('is unknown when less than half of its pulls was measured', () => {
    const summary = { ...keptUp, pullingSeconds: 2400, observedSeconds: 1140 };
    expect(judge(summary)).toMatchObject({
      health: 'unknown',
      reason: {
        code: 'disk-partly-measured',
        why: 'The disk is known for 19 min of 40 min of pulls; less than half of it says nothing good.',
      },
    });
    expect(judge({ ...summary, observedSeconds: 1200 }).health).toBe('healthy');
    expect(judge({ ...summary, observedSeconds: 0 }).reason?.why).toContain(
      'known for 0 min of',
    );
    // What is bad is known all the same.
    const bad = throttledBy({ iops: 300 }, { observedSeconds: 300 });
    expect(judge(bad).health).toBe('throttled');
  });

  it('is healthy when it was measured and nothing was pulled', () => {
    const summary = { ...keptUp, pullingSeconds: 0, observedSeconds: 0 };
    expect(judge(summary)).toEqual({ health: 'healthy' });
  });

  it('is never healthy from nothing, and always says why it is not', () => {
    fc.assert(
      fc.property(
        summaries,
        fc.option(fc.double({ min: -1, max: 2 }), { nil: undefined }),
        (summary, fullShare) => {
          const { health, reason } = judge(summary, { fullShare });
          const keepsUp = health === 'healthy' || health === 'busy';
          const isMeasured =
            summary.sampledSeconds > 0 &&
            2 * summary.observedSeconds >= summary.pullingSeconds;
          expect(keepsUp && (!isMeasured || summary.diskPressure)).toBe(false);
          expect(reason === undefined).toBe(keepsUp);
          const text = Object.values(reason ?? {}).join(' ');
          expect(text).not.toMatch(/NaN|undefined|Infinity/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('does not get better by being throttled longer', () => {
    const order = ['healthy', 'busy', 'throttled', 'full'];
    fc.assert(
      fc.property(summaries, fc.nat(2000), (summary, moreSeconds) => {
        const iops = summary.throttledBySeconds.iops + moreSeconds;
        const worse = {
          ...summary,
          throttledSeconds: summary.throttledSeconds + moreSeconds,
          throttledBySeconds: { ...summary.throttledBySeconds, iops },
          observedSeconds: summary.observedSeconds + moreSeconds,
          pullingSeconds: summary.pullingSeconds + moreSeconds,
          sampledSeconds: summary.sampledSeconds + moreSeconds,
        };
        const before = judge(summary).health;
        fc.pre(before !== 'unknown');
        expect(order.indexOf(judge(worse).health)).toBeGreaterThanOrEqual(
          order.indexOf(before),
        );
      }),
    );
  });
});
