import { Occurrence } from './occurrences';
import { PullContext, pullRecords, unknowableFailures } from './pullRecords';
import { FailedPullEvent, PulledEvent } from './types';

const facts = {
  uid: 'event-1',
  count: 2,
  firstAtMs: 1000,
  lastAtMs: 2000,
  combined: false,
  namespace: 'shop',
  podName: 'web-1',
  podUid: 'pod-1',
  node: '',
  container: 'web',
  containerKind: 'container' as const,
  message: 'as the kubelet says',
};
const pulled: PulledEvent = {
  ...facts,
  kind: 'pulled',
  form: 'pulled',
  image: 'web:1',
  pullSeconds: 3,
  waitSeconds: 5,
  imageBytes: 7,
};
const failed: FailedPullEvent = {
  ...facts,
  kind: 'failed',
  image: '',
  cause: 'never-policy',
};
const context: PullContext = {
  workload: {
    cluster: 'one',
    namespace: 'shop',
    kind: 'Deployment',
    name: 'web',
  },
  nodePool: 'userpool',
  node: 'node-1',
  containers: [
    { name: 'web', kind: 'container', image: 'web:1' },
    { name: 'side', kind: 'container', image: 'side:1' },
  ],
};
const both: Occurrence[] = [
  { occurrence: 1, atMs: 1000, ownText: true },
  { occurrence: 2, atMs: 2000, ownText: true },
];
const combinedBoth = both.map((one, index) => ({
  ...one,
  ownText: index === 1,
}));

describe('pullRecords', () => {
  it('gives each occurrence what the event says, and what is known of its pod', () => {
    const common = {
      eventUid: 'event-1',
      workload: context.workload,
      podName: 'web-1',
      podUid: 'pod-1',
      container: 'web',
      containerKind: 'container',
      node: 'node-1',
      nodePool: 'userpool',
      image: 'web:1',
      outcome: 'cold',
      pullSeconds: 3,
      waitSeconds: 5,
      imageBytes: 7,
      message: 'as the kubelet says',
    };
    expect(pullRecords(pulled, both, context)).toEqual([
      { ...common, occurrence: 1, finishedAtMs: 1000 },
      { ...common, occurrence: 2, finishedAtMs: 2000 },
    ]);
  });

  it('judges the outcome', () => {
    const outcomes = [
      pulled,
      { ...pulled, pullSeconds: 0.05 },
      { ...pulled, pullSeconds: undefined, waitSeconds: undefined },
      {
        ...pulled,
        form: 'present' as const,
        pullSeconds: undefined,
        waitSeconds: undefined,
      },
      failed,
    ].map(event => {
      const [{ outcome, waitSeconds, cause }] = pullRecords(
        event,
        both,
        context,
      );
      return [outcome, waitSeconds, cause];
    });
    expect(outcomes).toEqual([
      ['cold', 5, undefined],
      ['checked', 5, undefined],
      ['cold', undefined, undefined],
      ['present', 0, undefined],
      ['failed', undefined, 'never-policy'],
    ]);
  });

  it('takes the image of a failure without one from the pod, when the pod is known', () => {
    expect(pullRecords(failed, both, context)[0].image).toBe('web:1');
    expect(
      pullRecords(failed, both, { ...context, containers: [] })[0].image,
    ).toBe('');
  });

  it('makes up nothing about the unseen part of a combined event', () => {
    const event = { ...pulled, combined: true, image: 'side:1' };
    const [unseen, own] = pullRecords(event, combinedBoth, context);
    expect(unseen).toMatchObject({
      outcome: 'cold',
      image: '',
      container: '',
      occurrence: 1,
    });
    expect(unseen).not.toHaveProperty('waitSeconds');
    expect(unseen.message).toContain('its own text was not seen');
    // The event's field path is that of its first occurrence; the image knows better.
    expect(own).toMatchObject({
      container: 'side',
      image: 'side:1',
      waitSeconds: 5,
    });
  });

  it('counts no pull for the unseen part of combined failures, and says how many those are', () => {
    const event = { ...failed, combined: true };
    expect(
      pullRecords(event, combinedBoth, context).map(
        ({ occurrence }) => occurrence,
      ),
    ).toEqual([2]);
    expect(unknowableFailures(event, combinedBoth)).toBe(1);
    expect(
      unknowableFailures({ ...pulled, combined: true }, combinedBoth),
    ).toBe(0);
  });
});
