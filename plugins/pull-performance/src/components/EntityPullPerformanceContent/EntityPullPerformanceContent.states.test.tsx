import { ResponseError } from '@backstage/errors';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { responseError } from '../../__testUtils__/errors';
import {
  apiMock,
  pull,
  pullTimes,
  renderEntityPage,
} from '../../__testUtils__/pages';
import {
  clusterScore,
  collection,
  measuredLayers,
  scorecard,
  waits,
} from '../../__testUtils__/scorecards';
import { PullPerformanceApi } from '../../api';

const only = 'entity-content:pull-performance' as const;

function renderTab(api?: Partial<PullPerformanceApi>, query = '') {
  return renderEntityPage({ only, api: apiMock(api), path: `/${query}` });
}

async function findSection(name: string) {
  return within(await screen.findByRole('region', { name, busy: false }));
}

describe('States of EntityPullPerformanceContent', () => {
  it('lets each section fail alone', async () => {
    const listPulls = jest
      .fn()
      .mockRejectedValueOnce(
        await responseError(500, { name: 'Error', message: 'no such column' }),
      )
      .mockResolvedValue({ items: [] });
    renderTab({
      listPulls,
      listPullTimes: () => Promise.reject(new Error('cut off')),
    });
    const pulls = await findSection('Single pulls');
    expect(await pulls.findByRole('alert')).toHaveTextContent(
      '500: no such column',
    );
    const time = await findSection('Pull time and starts per day');
    expect(await time.findByRole('alert')).toHaveTextContent('cut off');
    expect((await findSection('Outcomes')).getByRole('img')).toBeVisible();
    const user = userEvent.setup();
    await user.click(pulls.getByRole('button', { name: 'Try again' }));
    expect(
      await pulls.findByText('No pull in this time matches the filters.'),
    ).toBeVisible();
  });

  it('shows single pulls while the scorecard fails, and one alert for it', async () => {
    renderTab({ getScorecard: () => Promise.reject(new Error('cut off')) });
    expect(
      await screen.findByRole('table', { name: 'Single pulls' }),
    ).toBeVisible();
    expect(screen.getAllByRole('alert')).toHaveLength(1);
    expect(
      screen.getAllByText(/needs the scorecard, which could not be loaded/),
    ).toHaveLength(5);
  });

  it('shows nothing but the reason to a reader without access', async () => {
    const error = await responseError(403, {
      name: 'NotAllowedError',
      message: 'no',
    });
    renderTab({ getScorecard: () => Promise.reject(error) });
    expect(
      await screen.findByText('pull-performance.scorecard.read'),
    ).toBeVisible();
    expect(
      screen.queryByRole('region', { name: 'Single pulls' }),
    ).not.toBeInTheDocument();
  });

  it('says how to link, and that no cluster is configured', async () => {
    const nothing = { clusters: [], allClusters: undefined };
    const areas = { ...scorecard().areas };
    areas.pullTime = { ...areas.pullTime, grade: 'unknown', value: undefined };
    const first = renderTab({
      getScorecard: async () =>
        scorecard({
          ...nothing,
          areas,
          link: { linked: false, workloads: [], workloadCount: 0 },
        }),
    });
    expect(
      await screen.findByText('checkout is not linked to a workload yet'),
    ).toBeVisible();
    first.unmount();
    renderTab({
      getScorecard: async () =>
        scorecard({ ...nothing, areas, collection: [] }),
    });
    expect(await screen.findByText('No cluster is configured')).toBeVisible();
  });

  it('shows what is in place when the chosen time holds no pull', async () => {
    const areas = { ...scorecard().areas };
    areas.pullTime = { ...areas.pullTime, grade: 'unknown', value: undefined };
    renderTab({
      getScorecard: async () =>
        scorecard({ areas, clusters: [], allClusters: undefined }),
      listPullTimes: async () => pullTimes([]),
    });
    const strip = await findSection('Scorecard');
    expect(await strip.findByText('No pull in this time')).toBeVisible();
    expect(strip.getByText(/Collector running:/)).toBeVisible();
  });

  it('says what is not known instead of a number', async () => {
    renderTab({
      getScorecard: async () =>
        scorecard({
          clusters: [
            clusterScore('prod-weu', {
              gradedWaitSeconds: waits(4, 14, { sum: 40 }),
            }),
          ],
          hoursLostPerWeek: undefined,
        }),
    });
    const where = await findSection('Where the time goes');
    expect(
      where.getByText(/how much of it is queueing is not known/),
    ).toBeVisible();
    expect(
      where.getByRole('img', {
        name: 'prod-weu: queue unknown, download, unpack and fixed overhead together 10.0 s, average 10.0 s, p95 unknown, too few pulls',
      }),
    ).toBeVisible();
    expect(where.getByText('too few pulls')).toBeVisible();
    const starts = await findSection('Pod starts');
    expect(starts.getByText(/No pod became ready/)).toBeVisible();
  });

  it('names as unmeasured only what is', async () => {
    const others = scorecard().areas;
    renderTab({
      getScorecard: async () =>
        scorecard({ areas: { ...others, ...measuredLayers } }),
    });
    const strip = await findSection('Scorecard');
    expect(strip.getByText('412 MB')).toBeVisible();
    expect(strip.getByText(/^74.%$/)).toBeVisible();
    const unmeasured = await findSection('Not measured yet');
    expect(
      unmeasured.getAllByRole('listitem').map(item => item.textContent),
    ).toEqual([
      expect.stringMatching(/^Nothing measures the disks of prod-weu/),
    ]);
  });

  it('shows what a node lacked, and between what that may lie', async () => {
    const basis = 'Layers of the image minus those known on the node.';
    const exact = { value: 107e6, low: 107e6, high: 107e6, basis };
    renderTab({
      listPulls: async () => ({
        items: [
          pull('exact', { missingBytes: exact }),
          pull('range', { missingBytes: { ...exact, low: 2e4, high: 1.2e9 } }),
          pull('unknown'),
        ],
      }),
    });
    const table = within(
      await screen.findByRole('table', { name: 'Single pulls' }),
    );
    const cells = (name: RegExp) =>
      within(table.getByRole('row', { name })).getAllByRole('cell');
    expect(cells(/checkout-exact/)[4]).toHaveTextContent(`107.0${basis}`);
    expect(cells(/checkout-range/)[4]).toHaveTextContent(
      /^107\.0estimated under 0\.1 to 1.200\.0Layers of the image/,
    );
    expect(within(cells(/checkout-range/)[4]).getByTitle(basis)).toBeVisible();
    expect(cells(/checkout-unknown/)[4]).toHaveTextContent(/^–$/);
    // Not only for whoever can point at it.
    const user = userEvent.setup();
    await user.click(
      screen.getByRole('button', { name: 'Explain missing bytes' }),
    );
    expect(table.queryByTitle(basis)).not.toBeInTheDocument();
    expect(within(cells(/checkout-range/)[4]).getByText(basis)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Hide explanations' }));
  });

  it('shows no raw answer of a backend that is starting', async () => {
    const body = '{"error":{"name":"ServiceUnavailableError","message":"up"}}';
    const error = await ResponseError.fromResponse(
      new Response(body, {
        status: 503,
        statusText: 'Service Unavailable',
        headers: { 'content-type': 'application/json' },
      }),
    );
    renderTab({ getScorecard: () => Promise.reject(error) });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('answered with an error (503: up).');
    expect(alert).not.toHaveTextContent('{');
  });

  it('names problems and gaps of collecting, with the rule to copy', async () => {
    renderTab({
      getScorecard: async () =>
        scorecard({
          collection: [
            collection('prod-weu', {
              state: 'degraded',
              problems: [
                {
                  code: 'forbidden',
                  what: 'Backstage may not watch events',
                  why: 'The cluster role has no rule for them.',
                  next: 'Add this rule to the cluster role:\n- apiGroups: [""]\n  resources: [events]\n  verbs: [get, list, watch]',
                  count: 12,
                  lastSeenAt: '2026-11-21T11:00:00Z',
                },
              ],
              gaps: [
                {
                  from: '2026-11-20T08:00:00Z',
                  to: '2026-11-20T10:30:00Z',
                  why: 'The cluster did not answer',
                },
              ],
              unownedPulls: 7,
            }),
          ],
        }),
    });
    const section = await findSection('Collection');
    expect(
      section.getByText('1 cluster needs attention: prod-weu.'),
    ).toBeVisible();
    expect(section.getByText(/belong to no catalog entity/)).toBeVisible();
    expect(section.getByText('Backstage may not watch events.')).toBeVisible();
    expect(
      section.getByRole('group', { name: 'Rule to apply' }),
    ).toHaveTextContent('- apiGroups: [""] resources: [events]');
    expect(section.getByRole('button', { name: 'Copy rule' })).toBeVisible();
    expect(
      section.getByText(
        '20 Nov, 08:00 UTC to 20 Nov, 10:30 UTC: The cluster did not answer',
      ),
    ).toBeVisible();
  });
});
