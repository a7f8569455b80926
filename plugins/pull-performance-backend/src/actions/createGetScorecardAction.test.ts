import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { NotAllowedError } from '@backstage/errors';
import {
  areaDefinitions,
  defaultScoreSettings,
  Scorecard,
  unknownArea,
} from 'backstage-plugin-pull-performance-common';
import { Answers } from '../api/Answers';
import { createGetScorecardAction } from './createGetScorecardAction';

const reason = { code: 'no-pulls', what: 'a', why: 'b', next: 'c' };
const [pullTime, imageSize, layerReuse, nodeDiskHealth] = areaDefinitions.map(
  area =>
    unknownArea({ area, limits: defaultScoreSettings.limits[area.id], reason }),
);
const scorecard: Scorecard = {
  entityRef: 'component:default/checkout',
  window: { from: '2026-11-15T10:00:00.000Z', to: '2026-11-22T10:20:00.000Z' },
  link: { linked: true, workloads: [], workloadCount: 0 },
  overall: {
    grade: 'unknown',
    coverageShare: 0,
    gradedAreas: 0,
    totalAreas: 4,
    reason,
  },
  areas: { pullTime, imageSize, layerReuse, nodeDiskHealth },
  clusters: [
    {
      cluster: 'prod',
      counts: { cold: 3, warm: 0, checked: 0, present: 1, failed: 1 },
      gradedWaitSeconds: { count: 3, p50: 5, p95: 9, max: 9, sum: 18 },
      queueShare: 0.25,
      failures: [{ cause: 'not-found', count: 1, example: 'gone' }],
      starts: 2,
    },
  ],
  presentShare: 0.25,
  hoursLostPerWeek: 0.01,
  fixes: [
    {
      ...{ id: 'pull-policy', title: 'Pull less', why: 'It asks.' },
      ...{ template: 'set-pull-policy', values: { entityRef: 'a' } },
    },
  ],
  collection: [],
};

describe('get-scorecard', () => {
  const getScorecard = jest.fn();
  const credentials = mockCredentials.user('user:default/reader');

  async function invoke(input: Record<string, string>) {
    const actionsRegistry = actionsRegistryServiceMock();
    const answers: Pick<Answers, 'getScorecard'> = { getScorecard };
    createGetScorecardAction({
      actionsRegistry,
      answers,
      logger: mockServices.logger.mock(),
    });
    return actionsRegistry.invoke({
      id: 'test:get-scorecard',
      input,
      credentials,
    });
  }

  it('asks as the caller and gives the essentials', async () => {
    getScorecard.mockResolvedValue(scorecard);
    const { output } = await invoke({ entityRef: 'checkout', cluster: 'prod' });
    expect(getScorecard).toHaveBeenCalledWith({
      entityRef: 'component:default/checkout',
      cluster: 'prod',
      credentials,
    });
    expect(output).toMatchObject({
      entityRef: 'component:default/checkout',
      overall: { grade: 'unknown', gradedAreas: 0, reason },
      areas: [
        { area: 'pullTime', grade: 'unknown', target: 10, reason },
        { area: 'imageSize' },
        { area: 'layerReuse' },
        { area: 'nodeDiskHealth' },
      ],
      clusters: [
        {
          cluster: 'prod',
          pulls: { cold: 3, failed: 1 },
          p95WaitSeconds: 9,
          queueShare: 0.25,
          failures: [{ cause: 'not-found', count: 1, example: 'gone' }],
        },
      ],
      presentShare: 0.25,
      hoursLostPerWeek: 0.01,
      fixes: [{ id: 'pull-policy', template: 'set-pull-policy' }],
    });
  });

  it('says what is wrong, and nothing of the inside', async () => {
    await expect(invoke({ entityRef: ':' })).rejects.toThrow(
      'entityRef must look like component:default/checkout',
    );
    getScorecard.mockRejectedValue(new NotAllowedError('needs a permission'));
    await expect(invoke({ entityRef: 'checkout' })).rejects.toThrow(
      'needs a permission',
    );
    getScorecard.mockRejectedValue(
      Object.assign(new Error('select secret'), { code: 'SQLITE_ERROR' }),
    );
    await expect(invoke({ entityRef: 'checkout' })).rejects.toThrow(
      'database of pull performance is not reachable',
    );
  });
});
