import { TestDatabases } from '@backstage/backend-test-utils';
import { defaultScoreSettings } from 'backstage-plugin-pull-performance-common';
import { component, deployment, Seeds } from '../__testUtils__/seeds';
import { ScorecardService } from './ScorecardService';
import {
  collecting,
  nowMs,
  startScorecards,
  window,
} from '../__testUtils__/scorecardBench';

const hourMs = 60 * 60 * 1000;

jest.setTimeout(60_000);

describe('noDataReason', () => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_15'],
    disableDocker: true,
  });

  it.each(databases.eachSupportedId())(
    'says why nothing is known, from the first thing that is missing, %p',
    async databaseId => {
      const { pulls, collection, service, images, nodes } =
        await startScorecards(databases, databaseId);
      const reasonOf = async (
        entity = component('checkout'),
        cluster?: string,
      ) => {
        const card = await service.getScorecard({ entity, window, cluster });
        expect(card.areas.pullTime.grade).toBe('unknown');
        expect(card.areas.pullTime.confidence).toBe('none');
        expect(card.overall.grade).toBe('unknown');
        expect(card.overall.reason).toEqual(card.areas.pullTime.reason);
        expect(card.hoursLostPerWeek).toBeUndefined();
        expect(card.previous).toBeUndefined();
        return card.overall.reason;
      };

      expect(await reasonOf(component('checkout', {}))).toMatchObject({
        code: 'not-linked',
        next: expect.stringContaining('backstage.io/kubernetes-id'),
      });
      expect(
        await reasonOf(
          component('checkout', {
            'backstage.io/kubernetes-id': 'checkout',
            'pull-performance/ignore': 'true',
          }),
        ),
      ).toMatchObject({ code: 'ignored' });
      expect(
        await reasonOf(
          component('checkout', {
            'backstage.io/kubernetes-label-selector': 'app in (',
          }),
        ),
      ).toMatchObject({
        code: 'bad-annotation',
        why: expect.stringContaining('backstage.io/kubernetes-label-selector'),
      });
      expect(await reasonOf()).toMatchObject({ code: 'no-cluster' });
      expect(await reasonOf(undefined, 'mars')).toMatchObject({
        code: 'unknown-cluster',
        what: 'No cluster mars is read',
      });

      const blind = ScorecardService.create({
        pulls,
        collection,
        images,
        nodes,
        settings: defaultScoreSettings,
        accessProblems: () => [
          { access: 'x', what: 'Listing', why: 'It is down.', next: 'Wait.' },
        ],
      });
      const unseen = await blind.getScorecard({
        entity: component('checkout'),
        window,
      });
      expect(unseen.overall.reason).toEqual({
        code: 'clusters-unknown',
        what: 'The clusters are unknown',
        why: 'Listing: It is down.',
        next: 'Wait.',
      });

      const problem = {
        code: 'forbidden',
        what: 'Events cannot be read',
        why: 'The service account may not list events.',
        next: 'Apply the ClusterRole.',
        count: 1,
        firstSeenAtMs: nowMs,
        lastSeenAtMs: nowMs,
      };
      await collection.saveState({ ...collecting('prod'), state: 'starting' });
      expect(await reasonOf()).toMatchObject({ code: 'starting' });
      await collection.saveState({
        ...collecting('prod'),
        state: 'failing',
        problems: [problem],
      });
      expect(await reasonOf()).toEqual({
        code: 'not-collecting',
        what: 'The cluster cannot be read',
        why: 'prod: Events cannot be read. The service account may not list events.',
        next: 'Apply the ClusterRole.',
      });
      await collection.saveState(collecting('prod'));
      expect(await reasonOf()).toMatchObject({ code: 'no-workload' });

      const workload = deployment('prod', 'checkout');
      await new Seeds().workload(workload).applyTo(pulls);
      expect(await reasonOf()).toMatchObject({
        code: 'no-pulls',
        why: expect.stringContaining('in the chosen 7 days'),
      });
      await new Seeds()
        .pull(workload, {
          eventUid: 'failing',
          outcome: 'failed',
          cause: 'unauthorized',
          finishedAtMs: nowMs - hourMs,
        })
        .applyTo(pulls);
      expect(await reasonOf()).toMatchObject({ code: 'only-failed' });
      await new Seeds()
        .pull(workload, {
          eventUid: 'cached',
          outcome: 'present',
          waitSeconds: 0,
          finishedAtMs: nowMs - hourMs,
        })
        .applyTo(pulls);
      expect(await reasonOf()).toMatchObject({
        code: 'only-cached',
        why: 'The image was already on the node in 1 of 2 pulls, the others failed; only pulls that bring bytes are graded.',
      });
      await new Seeds()
        .pull(workload, {
          eventUid: 'without-wait',
          outcome: 'cold',
          finishedAtMs: nowMs - hourMs,
        })
        .applyTo(pulls);
      expect(await reasonOf()).toMatchObject({ code: 'waits-unknown' });
      await new Seeds()
        .pull(workload, {
          eventUid: 'one',
          outcome: 'cold',
          waitSeconds: 9.4,
          finishedAtMs: nowMs - hourMs,
        })
        .applyTo(pulls);
      const card = await service.getScorecard({
        entity: component('checkout'),
        window,
      });
      expect(card.areas.pullTime).toMatchObject({
        grade: 'unknown',
        value: 9.4,
        samples: 1,
        reason: { code: 'too-few-pulls' },
      });
      expect(card.cause).toBeUndefined();
    },
  );
});
