import { mockApis } from '@backstage/frontend-test-utils';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { apiMock, pull, renderEntityPage } from '../../__testUtils__/pages';
import { scorecard } from '../../__testUtils__/scorecards';
import { PullPerformanceApi } from '../../api';

const only = 'entity-content:pull-performance' as const;

function renderTab(api?: Partial<PullPerformanceApi>, query = '') {
  return renderEntityPage({ only, api: apiMock(api), path: `/${query}` });
}

async function findSection(name: string) {
  return within(await screen.findByRole('region', { name, busy: false }));
}

describe('EntityPullPerformanceContent', () => {
  it('shows every section that this release has figures for, in reading order', async () => {
    renderTab();
    await screen.findByRole('table', { name: 'Single pulls' });
    expect(
      screen.getAllByRole('heading', { level: 2 }).map(h => h.textContent),
    ).toEqual([
      'Where the time goes',
      'Pull time and starts per day',
      'What to do',
      'Outcomes',
      'Pod starts',
      'Failed pulls',
      'Images',
      'Layers of checkout:2.41.0',
      'Nodes',
      'Applied changes',
      'Not measured yet',
      'Collection',
      'Single pulls',
    ]);
    const strip = await findSection('Scorecard');
    expect(strip.getByText('Overall: unknown')).toBeVisible();
    expect(strip.getByText('14.2 s')).toBeVisible();

    const where = await findSection('Where the time goes');
    expect(
      where.getByText(
        'In prod-weu, 5.7 s of the average 9.2 s is queueing behind other pulls.',
      ),
    ).toBeVisible();
    // Slowest first, each bar with its values and its confidence in words.
    expect(
      where.getAllByRole('img').map(bar => bar.getAttribute('aria-label')),
    ).toEqual([
      'prod-weu: queue 5.7 s, download, unpack and fixed overhead together 3.5 s, average 9.2 s, p95 14.2 s',
      'staging-weu: queue 1.4 s, download, unpack and fixed overhead together 4.2 s, average 5.6 s, p95 9.8 s',
    ]);
    expect(where.getByText('medium confidence')).toBeVisible();
    expect(where.getByText('low confidence')).toBeVisible();

    const starts = await findSection('Pod starts');
    expect(
      starts.getByText(/1\.5 h per week are lost .* 38.% of the time to ready/),
    ).toBeVisible();
    const failures = await findSection('Failed pulls');
    expect(
      failures.getByText(
        '3 pulls failed; most often the image or tag does not exist in the registry.',
      ),
    ).toBeVisible();
    expect(failures.getByText(/shop\/checkout:2\.40\.9/)).toBeVisible();
    const unmeasured = await findSection('Not measured yet');
    // Image size and layer reuse lack the same.
    expect(unmeasured.getAllByRole('listitem')).toHaveLength(2);
    expect(unmeasured.getAllByRole('listitem')[1]).toHaveTextContent(
      /^Nothing measures the disks of prod-weu\..*a slow disk is possible.*Install and configure/,
    );
  });

  it('keeps the filters in the URL and asks with them', async () => {
    const getScorecard = jest.fn(async () => scorecard());
    const listPulls = jest.fn(async () => ({ items: [pull('a')] }));
    renderTab({ getScorecard, listPulls }, '?range=30&outcome=failed');
    const range = await screen.findByRole('combobox', { name: 'Time range' });
    expect(range).toHaveValue('30');
    expect(screen.getByRole('combobox', { name: 'Outcome' })).toHaveValue(
      'failed',
    );
    await screen.findByRole('table', { name: 'Single pulls' });
    expect(daysAsked(getScorecard)).toBe(30);
    expect(listPulls).toHaveBeenLastCalledWith(
      expect.objectContaining({ outcome: 'failed', cluster: undefined }),
    );

    const user = userEvent.setup();
    await user.selectOptions(range, 'Last 90 days');
    await waitFor(() => expect(daysAsked(getScorecard)).toBe(90));
    await user.selectOptions(
      screen.getByRole('combobox', { name: 'Cluster' }),
      'prod-weu',
    );
    await waitFor(() =>
      expect(listPulls).toHaveBeenLastCalledWith(
        expect.objectContaining({ outcome: 'failed', cluster: 'prod-weu' }),
      ),
    );
    expect(getScorecard).toHaveBeenLastCalledWith(
      expect.objectContaining({ cluster: 'prod-weu' }),
    );
  });

  it('falls back to seven days for a range that nobody offers', async () => {
    renderTab(undefined, '?range=1e9&outcome=__proto__');
    expect(
      await screen.findByRole('combobox', { name: 'Time range' }),
    ).toHaveValue('7');
    expect(screen.getByRole('combobox', { name: 'Outcome' })).toHaveValue('');
  });

  it('swaps each chart for a table in place, and all at once for good', async () => {
    const storage = mockApis.storage();
    const page = () => renderEntityPage({ only, api: apiMock(), storage });
    const first = page();
    const user = userEvent.setup();
    const where = await findSection('Where the time goes');
    await user.click(
      await screen.findByRole('button', {
        name: 'Table: Where the time goes',
      }),
    );
    const table = where.getByRole('table', { name: 'Where the time goes' });
    expect(
      within(table)
        .getAllByRole('row')
        .map(row => row.textContent),
    ).toEqual([
      'ClusterPullsAverage (s)Queue (s)Queue shareNot split (s)p95 (s)Confidence',
      expect.stringMatching(/^prod-weu4869\.25\.762.%3\.514\.2medium/),
      expect.stringMatching(/^staging-weu1645\.61\.425.%4\.29\.8low/),
    ]);
    expect(where.queryByRole('img')).not.toBeInTheDocument();

    await user.click(
      screen.getByRole('button', { name: 'Show all as tables' }),
    );
    const days = await screen.findByRole('table', {
      name: 'Pull time and starts per day',
    });
    const rows = within(days).getAllByRole('row');
    expect(rows).toHaveLength(1 + 28);
    expect(rows[1]).toHaveTextContent('21 Nov12.95.41020121');
    expect(rows[3]).toHaveTextContent('19 Novno pullsno pulls––––');
    expect(screen.getByRole('table', { name: 'Outcomes' })).toBeVisible();
    first.unmount();

    page();
    expect(
      await screen.findByRole('table', {
        name: 'Pull time and starts per day',
      }),
    ).toBeVisible();
  });

  it('reads the days of the chart by keyboard', async () => {
    renderTab();
    const section = await findSection('Pull time and starts per day');
    expect(
      await section.findByRole('img', {
        name: '28 days. p95 12.9 s and p50 5.4 s on 21 Nov. Pulls: 30 cold, 60 warm, 36 cached, 3 failed. 25 days without pulls.',
      }),
    ).toBeInTheDocument();
    const slider = section.getByRole('slider', { name: 'Day in the chart' });
    act(() => slider.focus());
    expect(
      await section.findByText(
        '21 Nov: p95 12.9 s, p50 5.4 s; 10 cold, 20 warm, 12 cached, 1 failed',
      ),
    ).toBeVisible();
    expect(slider).toHaveAttribute(
      'aria-valuetext',
      expect.stringMatching(/^21 Nov/),
    );
  });

  it('explains the grade in a popover that Escape closes', async () => {
    renderTab();
    const strip = await findSection('Scorecard');
    const user = userEvent.setup();
    const button = await strip.findByRole('button', { name: 'Grade unknown' });
    button.focus();
    await user.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog', {
      name: 'How this grade came about',
    });
    const rows = within(dialog).getAllByRole('row');
    expect(rows).toHaveLength(5);
    expect(rows[1]).toHaveTextContent(
      /Pull time, worst cluster14\.2 s5\.0 s \/ 10\.0 s \/ 20\.0 s \/ 45\.0 s40.%/,
    );
    expect(rows[2]).toHaveTextContent(/Image sizeUnknown100 MB/);
    await user.keyboard('{Escape}');
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(button).toHaveFocus();
  });

  it('pages through single pulls by cursor, only on demand', async () => {
    const listPulls = jest.fn(async ({ cursor }) =>
      cursor === 'second'
        ? {
            items: [
              pull('older', {
                outcome: 'failed',
                cause: 'not-found',
                waitSeconds: undefined,
                pullSeconds: undefined,
              }),
            ],
          }
        : { items: [pull('newest')], nextCursor: 'second' },
    );
    renderTab({ listPulls });
    const section = await findSection('Single pulls');
    const newest = await section.findByRole('row', { name: /checkout-newest/ });
    expect(newest).toHaveTextContent(
      /^21 Nov, 10:00 UTCcold14\.28\.26\.0–prod-weucheckout-newestshopappcontainernode-1appsregistry\.example\.com\/shop\/checkout:2\.41\.0–$/,
    );
    expect(listPulls).toHaveBeenCalledTimes(1);
    const user = userEvent.setup();
    expect(section.getByRole('button', { name: 'Newer pulls' })).toBeDisabled();
    await user.click(section.getByRole('button', { name: 'Older pulls' }));
    const older = await section.findByRole('row', { name: /checkout-older/ });
    expect(older).toHaveTextContent(
      /failed––––prod-weu.*the image or tag does not exist in the registry./,
    );
    expect(section.getByText('Page 2')).toBeVisible();
    expect(section.getByRole('button', { name: 'Older pulls' })).toBeDisabled();
    const [first, second] = listPulls.mock.calls.map(([request]) => request);
    expect(second).toEqual({ ...first, cursor: 'second' });
    await user.click(section.getByRole('button', { name: 'Newer pulls' }));
    expect(
      await section.findByRole('row', { name: /checkout-newest/ }),
    ).toBeVisible();
  });
});

function daysAsked(getScorecard: jest.Mock): number {
  const { from } = getScorecard.mock.lastCall?.[0] ?? {};
  return Math.round((Date.now() - Date.parse(from)) / (24 * 60 * 60 * 1000));
}
