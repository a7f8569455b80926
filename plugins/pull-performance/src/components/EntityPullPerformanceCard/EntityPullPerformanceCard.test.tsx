import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Fix, Scorecard } from 'backstage-plugin-pull-performance-common';
import { ephemeralDisk, fix } from '../../__testUtils__/fixes';
import { apiMock, renderEntityPage } from '../../__testUtils__/pages';
import {
  clusterScore,
  collection,
  counts,
  measuredLayers,
  pullTime,
  scorecard,
  waits,
} from '../../__testUtils__/scorecards';
import { NarrowObserver } from '../../__testUtils__/NarrowObserver';
import { PullPerformanceApi } from '../../api';

const only = 'entity-card:pull-performance/scorecard' as const;

const NOTHING_SEEN: Partial<Scorecard> = {
  allClusters: undefined,
  clusters: [],
  previous: undefined,
  areas: {
    ...scorecard().areas,
    pullTime: pullTime({ grade: 'unknown', value: undefined, samples: 0 }),
  },
};

function renderCard(getScorecard: PullPerformanceApi['getScorecard']) {
  return renderEntityPage({ only, api: apiMock({ getScorecard }) });
}

function renderScorecard(others: Partial<Scorecard>) {
  return renderCard(async () => scorecard(others));
}

function summaryOf({ id, title, why, template, values }: Fix) {
  return { id, title, why, template, values };
}

async function findCard() {
  return within(
    await screen.findByRole('region', { name: 'Pull performance' }),
  );
}

describe('EntityPullPerformanceCard', () => {
  it('leads with p95 and pull time grade, and says that there is no overall grade', async () => {
    renderEntityPage({ only });
    const card = await findCard();
    expect(await card.findByText('12.6')).toBeVisible();
    expect(card.getAllByText('last 7 days')[0]).toBeVisible();
    expect(card.getByText('p95 pull time, 2 clusters')).toBeVisible();
    expect(
      card.getByText('Pull time: fair. Overall grade unknown'),
    ).toBeVisible();
    expect(card.getByText(/18.% slower than the week before/)).toBeVisible();
    expect(card.getByText('Graded on 1 of 4 areas.')).toBeVisible();
    expect(card.getByRole('link', { name: 'team-payments' })).toBeVisible();

    const rows = card.getAllByRole('row');
    expect(rows).toHaveLength(4);
    expect(rows[0]).toHaveTextContent(/Image size.*Unknown.*target max 250 MB/);
    expect(rows[1]).toHaveTextContent(/Layer reuse.*target min 70/);
    expect(
      within(rows[2]).getByRole('img', { name: 'Grade C, fair' }),
    ).toHaveTextContent('C');
    expect(rows[2]).toHaveTextContent(/14\.2 s.*target max 10\.0 s/);
    expect(
      within(rows[3]).getByRole('img', { name: 'Grade unknown' }),
    ).toHaveTextContent('?');

    expect(
      card.getByText(/62.% of the wait is queueing behind other pulls/),
    ).toBeVisible();
    expect(
      card.getByRole('img', {
        name: /Average wait in prod-weu, 9\.2 s: queue 62.%, .* 38.%/,
      }),
    ).toBeVisible();
    expect(card.getByText('3 pulls failed')).toBeVisible();
    expect(card.getByText(/No fix is known to apply/)).toBeVisible();
    expect(
      await card.findByRole('img', {
        name: 'Daily p95 over 14 days: 12.9 s on 12 Nov, 12.9 s on 21 Nov. 11 days have too few pulls. Target 10.0 s.',
      }),
    ).toBeVisible();
    expect(
      card.queryByRole('link', { name: 'Open details' }),
    ).not.toBeInTheDocument();
  });

  it('leads with the overall grade once there is one', async () => {
    const { areas } = scorecard();
    renderScorecard({
      overall: {
        grade: 'B',
        score: 3,
        coverageShare: 0.8,
        gradedAreas: 3,
        totalAreas: 4,
      },
      areas: {
        ...areas,
        imageSize: {
          ...areas.imageSize,
          grade: 'D',
          value: 412e6,
          samples: 2,
          evidence: '146 MB of build tools stay in the image',
        },
      },
    });
    const card = await findCard();
    expect(await card.findByText('Overall grade: good')).toBeVisible();
    expect(card.getByRole('img', { name: 'Grade B, good' })).toBeVisible();
    expect(card.getByText('412 MB')).toBeVisible();
    expect(
      card.getByText(/Not known: Layer reuse, Node disk health/),
    ).toBeVisible();
  });

  it('ends with the best fix, why it applies, and one button that opens its form', async () => {
    const api = apiMock({
      getScorecard: async () =>
        scorecard({ fixes: [fix(), ephemeralDisk].map(summaryOf) }),
    });
    const first = renderEntityPage({
      only,
      api,
      templates: ['add-prepull-daemonset'],
    });
    const card = await findCard();
    expect(
      await card.findByText('Best fix: Pre-pull checkout on its nodes'),
    ).toBeVisible();
    expect(card.getByText(fix().why)).toBeVisible();
    const buttons = await card.findAllByRole('link', {
      name: /^Open template/,
    });
    expect(buttons).toHaveLength(1);
    expect(buttons[0]).toHaveAttribute(
      'href',
      `/create/templates/default/add-prepull-daemonset?formData=${encodeURIComponent(
        JSON.stringify(fix().values),
      )}`,
    );
    first.unmount();

    // Without the scaffolder.
    renderEntityPage({ only, api });
    expect(
      await screen.findByText('Best fix: Pre-pull checkout on its nodes'),
    ).toBeVisible();
    expect(
      screen.queryByRole('link', { name: /^Open template/ }),
    ).not.toBeInTheDocument();
  });

  it('leads to the tab where that is installed', async () => {
    renderEntityPage();
    const card = await findCard();
    expect(
      await card.findByRole('link', { name: 'Open details' }),
    ).toHaveAttribute('href', '/pull-performance');
  });

  it('keeps its place while loading, and says so', async () => {
    renderCard(() => new Promise(() => {}));
    const region = await screen.findByRole('region', {
      name: 'Pull performance',
    });
    expect(region).toHaveAttribute('aria-busy', 'true');
    expect(
      await screen.findByRole('status', { name: 'Loading pull performance' }),
    ).toBeVisible();
  });

  it('keeps the old figures while it asks again', async () => {
    const api = apiMock({
      getScorecard: jest
        .fn()
        .mockResolvedValueOnce(scorecard())
        .mockReturnValue(new Promise(() => {})),
    });
    const first = renderEntityPage({ only, api });
    expect(await screen.findByText('12.6')).toBeVisible();
    first.unmount();
    renderEntityPage({ only, api });
    expect(await screen.findByText('12.6')).toBeVisible();
    expect(
      screen.getByRole('region', { name: 'Pull performance', busy: true }),
    ).toBeVisible();
  });

  it('is stacked where its place is narrow', async () => {
    const original = global.ResizeObserver;
    global.ResizeObserver = NarrowObserver;
    renderEntityPage();
    expect(await screen.findByRole('link', { name: 'Details' })).toBeVisible();
    global.ResizeObserver = original;
  });

  it('says how to link an entity', async () => {
    renderScorecard({
      ...NOTHING_SEEN,
      link: { linked: false, workloads: [], workloadCount: 0 },
    });
    expect(
      await screen.findByRole('heading', {
        name: 'checkout is not linked to a workload yet',
      }),
    ).toBeVisible();
    expect(
      screen.getByRole('group', { name: 'catalog-info.yaml' }),
    ).toHaveTextContent(
      /kubernetes-id: checkout.*kubernetes-label-selector: 'app=checkout'/,
    );
    expect(
      screen.getByRole('button', { name: /Edit catalog-info\.yaml/ }),
    ).toHaveAttribute('href', 'https://example.com/edit/catalog-info.yaml');
    expect(
      screen.getByRole('link', { name: /How linking works/ }),
    ).toBeVisible();
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Copy annotation' }));
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeVisible();
  });

  it('says plainly that no cluster is configured, and how to add one', async () => {
    renderScorecard({
      ...NOTHING_SEEN,
      collection: [],
      link: { linked: false, workloads: [], workloadCount: 0 },
    });
    expect(
      await screen.findByRole('heading', { name: 'No cluster is configured' }),
    ).toBeVisible();
    expect(
      screen.getByRole('group', { name: 'app-config.yaml' }),
    ).toHaveTextContent(/pullPerformance: clusters:/);
    expect(
      screen.getByRole('button', { name: 'Copy configuration' }),
    ).toBeVisible();
  });

  it('lists what is in place while it waits for the first pull', async () => {
    renderScorecard(NOTHING_SEEN);
    expect(
      await screen.findByRole('heading', {
        name: 'Waiting for the first pull',
      }),
    ).toBeVisible();
    const card = await findCard();
    const [workload, collector, first] = card.getAllByRole('listitem');
    expect(workload).toHaveTextContent(
      'Workload found: deployment checkout in prod-weu and 1 more',
    );
    expect(collector).toHaveTextContent(
      'Collector running: 2 of 2 clusters answer, last 21 Nov, 11:58 UTC',
    );
    expect(first).toHaveTextContent('No pull seen yet:');
  });

  it('shows what is known without a pull', async () => {
    renderScorecard({
      ...NOTHING_SEEN,
      areas: { ...scorecard().areas, ...NOTHING_SEEN.areas, ...measuredLayers },
    });
    const card = await findCard();
    const areas = within(
      await card.findByRole('table', { name: 'Known areas' }),
    );
    expect(areas.getAllByRole('row').map(row => row.textContent)).toEqual([
      'DImage sizecheckout 412 MB in 9 layers, proxy 61 MB412 MBtarget max 250 MB',
      expect.stringMatching(/^BLayer reuse74.% over 5 versions; RUN npm ci/),
    ]);
  });

  it('names what is missing while it waits for the first pull', async () => {
    renderScorecard({
      ...NOTHING_SEEN,
      link: { linked: true, workloads: [], workloadCount: 0 },
      collection: [
        collection('prod-weu', {
          state: 'failing',
          lastSuccessAt: undefined,
          problems: [
            {
              code: 'forbidden',
              what: 'Backstage may not list pods',
              why: 'The role has no rule for them',
              next: 'Apply the rule',
              count: 4,
              lastSeenAt: '2026-11-21T11:00:00Z',
            },
          ],
        }),
      ],
    });
    const card = await findCard();
    const items = await card.findAllByRole('listitem');
    expect(items[0]).toHaveTextContent('Workload not known yet:');
    expect(items[1]).toHaveTextContent(
      'Collector not running: 0 of 1 clusters answer',
    );
    expect(items[1]).toHaveTextContent(
      'prod-weu: Backstage may not list pods. The role has no rule for them.',
    );
  });

  it('shows the slowest of too few pulls, without a grade', async () => {
    renderScorecard({
      allClusters: clusterScore('', {
        counts: counts({ cold: 3 }),
        gradedWaitSeconds: waits(3, 9, { max: 9.4 }),
      }),
      previous: undefined,
      areas: {
        ...scorecard().areas,
        pullTime: pullTime({ grade: 'unknown', value: 9.4, samples: 3 }),
      },
    });
    const card = await findCard();
    expect(await card.findByText('9.4')).toBeVisible();
    expect(card.getByText(/slowest of 3 pulls/)).toHaveTextContent(
      /at least 5 are needed/,
    );
    expect(card.getAllByRole('img', { name: 'Grade unknown' })).toHaveLength(5);
    expect(card.queryByText(/than the week before/)).not.toBeInTheDocument();
  });

  it('says when nothing was downloaded, and when nothing succeeded', async () => {
    const ungraded = {
      ...scorecard().areas,
      pullTime: pullTime({ grade: 'unknown', value: undefined }),
    };
    const first = renderScorecard({
      areas: ungraded,
      allClusters: clusterScore('', {
        counts: counts({ present: 1041, checked: 1 }),
      }),
    });
    expect(
      await screen.findByText('No image had to be downloaded'),
    ).toBeVisible();
    expect(
      screen.getByText(/1.041 pulls found the image on the node and 1 pull /),
    ).toBeVisible();
    first.unmount();
    renderScorecard({
      areas: ungraded,
      allClusters: clusterScore('', { counts: counts({ failed: 2 }) }),
    });
    expect(
      await screen.findByText('2 pulls failed in the last 7 days.'),
    ).toBeVisible();
  });

  it('says when the grade looks further back than the card', async () => {
    renderScorecard({
      allClusters: clusterScore('', {
        counts: counts({ cold: 2 }),
        gradedWaitSeconds: waits(2, 20),
      }),
      areas: {
        ...scorecard().areas,
        pullTime: pullTime({
          window: { from: '2026-10-22T12:00:00Z', to: '2026-11-21T12:00:00Z' },
        }),
      },
    });
    expect(
      await screen.findByText(
        'p95 pull time in prod-weu, last 30 days; the last 7 days hold 2 pulls',
      ),
    ).toBeVisible();
  });
});
