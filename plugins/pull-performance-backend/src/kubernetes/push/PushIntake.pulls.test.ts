import { mockServices } from '@backstage/backend-test-utils';
import { testDatabases } from '../../store/__testUtils__/stores';
import { OccurrenceCounter } from '../events/occurrences';
import { parseEvent } from '../events/parseEvent';
import { pullRecords } from '../events/pullRecords';
import { FailedPullEvent } from '../events/types';
import { openIntake } from './__testUtils__/openIntake';
import {
  controller,
  deployment,
  entityRef,
  event,
  failedEvent,
  meta,
  node,
  nowMs,
  pod,
} from './__testUtils__/pushedObjects';
import { PushIntake, TooManyRecordsError } from './PushIntake';

jest.setTimeout(60_000);

describe('PushIntake, pulls and starts', () => {
  const databases = testDatabases();

  it.each(databases.eachSupportedId())(
    'makes pulls and starts of a service of events and pods that come together, once, %p',
    async databaseId => {
      const { replica, pulls, store } = await openIntake(
        databases,
        databaseId as 'SQLITE_3' | 'POSTGRES_15',
      );
      const push = replica();
      // The event before what says whose it is.
      const told = [event(), pod, controller, node];
      expect(await push(told)).toEqual({ rejected: 0 });
      const expected = [
        expect.objectContaining({
          workload: deployment,
          eventUid: 'event-1',
          node: 'node-1',
          nodePool: 'userpool',
          image: 'web:1',
          waitSeconds: 2,
          pullSeconds: 1,
        }),
      ];
      expect(await pulls()).toEqual(expected);
      // Again, and by another replica that remembers nothing.
      await push(told);
      await replica()(told);
      expect(await pulls()).toEqual(expected);
      const [starts] = await store.aggregatePodStarts({
        subject: { entityRef },
        window: { fromMs: nowMs - 86_400_000, toMs: nowMs + 3_600_000 },
      });
      expect(starts).toMatchObject({ starts: 1, readySecondsSum: 9 });
    },
  );

  it('counts the same pull once when it is read as well', async () => {
    const { replica, pulls, store } = await openIntake(databases);
    const parsed = parseEvent(failedEvent(3).object) as FailedPullEvent;
    const counter = OccurrenceCounter.create({ maxEvents: 10 });
    await store.apply({
      workloads: [],
      podStarts: [],
      pulls: pullRecords(parsed, counter.advance(parsed).occurrences, {
        workload: deployment,
        containers: [],
      }),
    });
    await replica()([failedEvent(4), pod, controller]);
    expect((await pulls()).map(({ occurrence }) => occurrence).sort()).toEqual([
      1, 2, 3, 4,
    ]);
  });

  it('understands an event of events.k8s.io as the event that it is', async () => {
    const { replica, pulls } = await openIntake(databases);
    const { involvedObject, message, source, count, ...rest } = event()
      .object as Record<string, unknown>;
    const { firstTimestamp, lastTimestamp, ...others } = rest;
    const push = replica();
    await push([
      {
        object: {
          ...others,
          apiVersion: 'events.k8s.io/v1',
          regarding: involvedObject,
          note: message,
          deprecatedSource: source,
          deprecatedCount: count,
          deprecatedFirstTimestamp: firstTimestamp,
          deprecatedLastTimestamp: lastTimestamp,
        },
      },
      pod,
      controller,
    ]);
    const [pull] = await pulls();
    await push([event()]);
    expect(await pulls()).toEqual([pull]);
    expect(pull).toMatchObject({ node: 'node-1', waitSeconds: 2 });
  });

  it('counts what failed to be stored when it comes again', async () => {
    const { replica, pulls, store } = await openIntake(databases);
    let fails = true;
    const push = replica({
      apply: async batch => {
        if (fails) throw new Error('The database is away');
        return store.apply(batch);
      },
    });
    const told = [failedEvent(2), pod, controller];
    await expect(push(told)).rejects.toThrow('away');
    expect(await pulls()).toEqual([]);
    fails = false;
    await push(told);
    expect(await pulls()).toHaveLength(2);
    await push([failedEvent(3)]);
    expect(await pulls()).toHaveLength(3);
  });

  it('finds the workload of a pod that only another replica was told of', async () => {
    const { replica, pulls } = await openIntake(databases);
    await replica()([pod, controller]);
    await replica()([event()]);
    // A pod that nobody was told of, by its name.
    await replica()([
      event({
        metadata: { uid: 'event-2' },
        involvedObject: {
          kind: 'Pod',
          namespace: 'shop',
          name: 'web-6c5d5f5b4c-zzzzz',
          uid: 'gone',
        },
      }),
    ]);
    expect((await pulls()).map(({ workload }) => workload)).toEqual([
      deployment,
      deployment,
    ]);
  });

  it('keeps the services of a workload whose own labels another replica knows', async () => {
    const { replica, store } = await openIntake(databases);
    await replica()([pod, controller]);
    await replica()([pod]);
    const { items } = await store.workloadsOf({ entityRef, limit: 10 });
    expect(items).toEqual([deployment]);
  });

  it('stores the others when single records cannot be used', async () => {
    const { replica, pulls, state } = await openIntake(databases);
    const result = await replica()([
      event({ metadata: { uid: 'event-2' }, message: 'No known wording' }),
      { object: { apiVersion: 'v1', kind: 'Pod', metadata: {} } },
      { object: { apiVersion: 'example.com/v1', kind: 'Deployment' } },
      { object: { apiVersion: 'v1', kind: 'Secret', ...meta('s') } },
      event(),
      pod,
      controller,
    ]);
    expect(result).toEqual({
      rejected: 2,
      firstReason: expect.stringContaining(
        'resourceLogs[0].scopeLogs[0].logRecords[0]: ',
      ),
    });
    expect(await pulls()).toHaveLength(1);
    expect(await state()).toMatchObject({
      state: 'degraded',
      problems: [
        { code: 'unreadable-event', count: 1 },
        { code: 'unreadable-object', count: 1 },
      ],
    });
  });

  it('refuses too many records, and nothing of them is stored', async () => {
    const { replica, pulls } = await openIntake(databases);
    const told = Array(50_001).fill({ object: {} });
    await expect(replica()([event(), ...told])).rejects.toThrow(
      TooManyRecordsError,
    );
    expect(await pulls({ entityRef })).toEqual([]);
  });

  it('waits for the catalog, so that no service loses its workloads', async () => {
    const { clusters, store, images, nodes, changes, settings } =
      await openIntake(databases);
    const intake = PushIntake.create({
      pullStore: store,
      imageStore: images,
      nodeStore: nodes,
      changeStore: changes,
      settingsStore: settings,
      clusters,
      services: { index: undefined },
      logger: mockServices.logger.mock(),
    });
    await expect(intake.take(Buffer.from('{}'))).rejects.toThrow(
      'catalog has not been read',
    );
  });
});
