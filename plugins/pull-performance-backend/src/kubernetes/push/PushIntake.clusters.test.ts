import { testDatabases } from '../../store/__testUtils__/stores';
import { openIntake } from './__testUtils__/openIntake';
import {
  controller,
  event,
  iso,
  nowMs,
  pod,
} from './__testUtils__/pushedObjects';

jest.setTimeout(60_000);

describe('PushIntake, the state of clusters', () => {
  const databases = testDatabases();

  it('shows lag, silence and gaps of its cluster', async () => {
    const { replica, state, clock } = await openIntake(databases);
    const push = replica();
    await push([event()]);
    expect(await state()).toMatchObject({
      access: 'otlp',
      state: 'collecting',
      lastSuccessAtMs: nowMs,
      lagSeconds: 1,
      gaps: [],
    });
    clock.nowMs = nowMs + 7 * 60_000;
    expect(await state()).toMatchObject({
      state: 'failing',
      problems: [{ code: 'silent', why: expect.stringContaining('7 minutes') }],
    });
    const later = { ...pod, observedAtMs: clock.nowMs };
    await push([later]);
    expect(await state()).toMatchObject({
      state: 'collecting',
      problems: [],
      gaps: [{ fromMs: nowMs - 500, toMs: clock.nowMs }],
    });
    // What was queued meanwhile.
    await push([{ ...pod, observedAtMs: nowMs + 3 * 60_000 }]);
    expect((await state())?.gaps).toEqual([]);
  });

  it('takes history without lag and without gaps', async () => {
    const { replica, state, pulls } = await openIntake(databases);
    const old = (days: number) => nowMs - days * 86_400_000;
    const push = replica();
    await push([pod, controller]);
    for (const days of [9, 5, 2]) {
      await push([
        {
          ...event({
            metadata: { uid: `event-${days}` },
            firstTimestamp: iso(old(days)),
            lastTimestamp: iso(old(days)),
          }),
          observedAtMs: old(days),
        },
      ]);
    }
    expect(await pulls()).toHaveLength(3);
    const { lagSeconds, gaps } = (await state())!;
    expect({ lagSeconds, gaps }).toEqual({ lagSeconds: undefined, gaps: [] });
  });

  it('leaves the state of a cluster that is read alone', async () => {
    const { replica, collection, state } = await openIntake(databases);
    const read = { cluster: 'pushed', access: 'kubeconfig', problems: [] };
    await replica()([event()]);
    await collection.saveState({ ...read, state: 'failing' });
    await replica()([event()]);
    expect(await state()).toMatchObject({ access: 'kubeconfig' });
    expect(await collection.countStates()).toBe(1);
    // Skipped means that nobody reads it.
    await collection.saveState({ ...read, state: 'skipped' });
    expect(await state()).toMatchObject({ access: 'otlp' });
    // The collectors forget only what they read.
    await collection.keepOnly([]);
    expect(await state()).toMatchObject({ access: 'otlp' });
  });

  it('admits a bounded number of clusters, and forgets silent ones', async () => {
    const { replica, clusters, clock, collection } = await openIntake(
      databases,
    );
    for (let count = 0; count < 200; count++) {
      expect(await clusters.admit(`cluster-${count}`)).toBe(true);
    }
    await expect(replica()([event()])).rejects.toThrow(
      "so 'pushed' is refused",
    );
    clock.nowMs += 15 * 86_400_000;
    expect(await collection.countStates()).toBe(0);
    await replica()([event()]);
    expect(await collection.countStates()).toBe(1);
  });
});
