import { ResponseError } from '@backstage/errors';
import { scorecard } from '../__testUtils__/scorecards';
import { describeError } from './describeError';
import { PullPerformanceClient } from './PullPerformanceClient';

function clientOf(answer: () => Response) {
  const fetch = jest.fn(
    async (_url: string | URL | Request, _init?: RequestInit) => answer(),
  );
  const client = PullPerformanceClient.create({
    discoveryApi: {
      getBaseUrl: async id => `https://portal.example.com/api/${id}`,
    },
    fetchApi: { fetch },
  });
  return { client, fetch };
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });

describe('PullPerformanceClient', () => {
  it('asks about one entity, with only the parameters that are set', async () => {
    const { client, fetch } = clientOf(() => json(scorecard()));
    await expect(
      client.getScorecard({
        entityRef: 'component:default/checkout',
        cluster: 'prod weu&x=1',
      }),
    ).resolves.toEqual(scorecard());
    expect(fetch.mock.calls[0][0]).toBe(
      'https://portal.example.com/api/pull-performance/v1/entities/component/default/checkout/scorecard?cluster=prod%20weu%26x%3D1',
    );

    await client.listPulls({
      entityRef: 'component:default/checkout',
      outcome: 'failed',
      limit: 25,
      cursor: 'a/b',
    });
    expect(fetch.mock.calls[1][0]).toMatch(
      /\/checkout\/pulls\?outcome=failed&limit=25&cursor=a%2Fb$/,
    );
    await client.listPullTimes({
      entityRef: 'component:default/checkout',
      groupBy: 'all',
      step: 'day',
    });
    expect(fetch.mock.calls[2][0]).toMatch(
      /\/checkout\/pull-times\?groupBy=all&step=day$/,
    );
    await client.listImages({
      entityRef: 'component:default/checkout',
      digest: 'sha256:aa',
      comparedWith: 'sha256:bb',
    });
    expect(fetch.mock.calls[3][0]).toMatch(
      /\/checkout\/images\?digest=sha256%3Aaa&comparedWith=sha256%3Abb$/,
    );
    await client.listNodes({
      entityRef: 'component:default/checkout',
      cluster: 'prod-weu',
      limit: 100,
    });
    expect(fetch.mock.calls[4][0]).toMatch(
      /\/checkout\/nodes\?cluster=prod-weu&limit=100$/,
    );
  });

  it('asks what can be done and what was done, and says that a change runs', async () => {
    const page = { items: [], totalItems: 0 };
    const { client, fetch } = clientOf(() => json(page));
    const entityRef = 'component:default/checkout';
    await client.listFixes({ entityRef, cluster: 'prod-weu', limit: 100 });
    await client.listWorkloads({ entityRef, cursor: 'a/b' });
    await client.listChanges({ entityRef, limit: 10 });
    await expect(
      client.confirmRollout({ id: 'a/b', rolledOutAt: '2026-11-21T09:12:00Z' }),
    ).resolves.toEqual(page);
    const base = 'https://portal.example.com/api/pull-performance/v1';
    expect(fetch.mock.calls.map(([url]) => url)).toEqual([
      `${base}/entities/component/default/checkout/fixes?cluster=prod-weu&limit=100`,
      `${base}/entities/component/default/checkout/workloads?cursor=a%2Fb`,
      `${base}/changes?entityRef=component%3Adefault%2Fcheckout&limit=10`,
      `${base}/changes/a%2Fb/rollout`,
    ]);
    expect(fetch).toHaveBeenLastCalledWith(
      expect.anything(),
      expect.objectContaining({
        method: 'POST',
        body: '{"rolledOutAt":"2026-11-21T09:12:00Z"}',
      }),
    );
  });

  it('asks about the fleet', async () => {
    const page = { items: [], totalItems: 0, registries: [] };
    const { client, fetch } = clientOf(() => json(page));
    await expect(
      client.listFleetNodes({ sort: 'throttledShare', cursor: 'a/b' }),
    ).resolves.toEqual(page);
    expect(fetch.mock.calls[0][0]).toBe(
      'https://portal.example.com/api/pull-performance/v1/fleet/nodes?sort=throttledShare&cursor=a%2Fb',
    );
  });

  it('rejects with what the backend answered', async () => {
    const { client } = clientOf(() =>
      json(
        {
          error: { name: 'InputError', message: 'from must be ISO 8601' },
          response: { statusCode: 400 },
        },
        400,
      ),
    );
    const error = await client
      .listPulls({ entityRef: 'component:default/checkout', from: 'x' })
      .catch(caught => caught);
    expect(error).toBeInstanceOf(ResponseError);
    expect(describeError(error, new Date('2026-11-21T09:12:00Z'))).toEqual({
      kind: 'failed',
      statusCode: 400,
      message: 'from must be ISO 8601',
      details: expect.stringMatching(
        /^2026-11-21T09:12:00\.000Z\n(.*\n)?Request failed with 400.*\nInputError: from must be ISO 8601$/,
      ),
    });
  });
});
