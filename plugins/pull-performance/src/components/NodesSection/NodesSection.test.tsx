import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { responseError } from '../../__testUtils__/errors';
import { NarrowObserver } from '../../__testUtils__/NarrowObserver';
import {
  nodePage,
  serviceNode,
  throttledNode,
  unknownNode,
} from '../../__testUtils__/nodes';
import { apiMock, renderEntityPage } from '../../__testUtils__/pages';
import { area, scorecard } from '../../__testUtils__/scorecards';
import { PullPerformanceApi } from '../../api';

function renderTab(
  listNodes: PullPerformanceApi['listNodes'],
  query = '',
  others?: Partial<PullPerformanceApi>,
) {
  return renderEntityPage({
    only: 'entity-content:pull-performance',
    api: apiMock({ listNodes, ...others }),
    path: `/${query}`,
  });
}

async function findSection() {
  return within(
    await screen.findByRole('region', { name: 'Nodes', busy: false }),
  );
}

function mixedPage() {
  return nodePage([
    throttledNode('node-t1'),
    throttledNode('node-t2', { waitSeconds: { count: 9, p50: 8, p95: 16.9 } }),
    unknownNode('node-u1'),
    serviceNode('node-h1'),
    serviceNode('node-h2', { waitSeconds: { count: 9, p50: 8, p95: 11.2 } }),
  ]);
}

describe('NodesSection', () => {
  const { ResizeObserver: original } = global;
  afterEach(() => {
    global.ResizeObserver = original;
  });

  it('finds the throttled nodes, shows them one by one and healthy ones by pool', async () => {
    renderTab(async () => mixedPage());
    const section = await findSection();
    expect(
      await section.findByText(
        /^2 of 4 measured nodes were throttled for 14.% of their pull time, in pool apps-nap of prod-weu\. The limit is 500 IOPS by P10 disk, 96 MB\/s by D4s_v3\. The disk of 1 of 5 nodes is unknown: Nothing measures the disks of staging-weu\.$/,
      ),
    ).toBeVisible();
    const rows = section.getAllByRole('row').map(row => row.textContent);
    expect(rows).toEqual([
      'NodePullsp95 wait (s)HealthLimit usedDisk queueLimit (set by)Capacity usedImage pulls',
      expect.stringMatching(
        /^node-t1apps-nap · prod-weu2017\.8ThrottledP10 disk at its 500 IOPS99.% IOPS24\.2500 IOPS by P10 disk96 MB\/s by D4s_v358.%One at a time$/,
      ),
      expect.stringMatching(/^node-t2apps-nap · prod-weu2016\.9Throttled/),
      'node-u1general · staging-weu3–UnknownNothing measures the disks of staging-weuUnknown–Unknown–Unknown',
      expect.stringMatching(
        /^2 healthy nodesapps · prod-weu4011\.2Healthy63.% IOPS2\.6500 IOPS by P10 disk96 MB\/s by D4s_v358.%Parallelup to 5 at once$/,
      ),
    ]);
  });

  it('opens nodes and groups by keyboard, and tells what is known and what to do', async () => {
    renderTab(async () => mixedPage());
    const section = await findSection();
    const user = userEvent.setup();
    const throttled = await section.findByRole('button', { name: 'node-t1' });
    expect(throttled).toHaveAttribute('aria-expanded', 'false');
    throttled.focus();
    await user.keyboard('{Enter}');
    expect(throttled).toHaveAttribute('aria-expanded', 'true');
    const details = document.getElementById(
      throttled.getAttribute('aria-controls') ?? '',
    );
    expect(details).toHaveTextContent(
      /P10 disk at its 500 IOPS\. For 17 minutes .* What to do: Choose a larger or an ephemeral disk for the pool\./,
    );
    expect(details).toHaveTextContent(
      /14.% of the 2\.0 h of pulling in which the disk was measured; busy for another 20.%\. Most of it at the limit of operations\. It was not measured in another 30 min of pulling\./,
    );
    expect(details).toHaveTextContent(
      /ephemeral on cache: 16× the operations per second, but 33.% fewer bytes per second \(8.000 IOPS by D4s_v3 cache, 64 MB\/s by D4s_v3 cache\)/,
    );
    expect(details).toHaveTextContent(
      /P10 disk: 500 IOPS, 100 MB\/s; for a while 3.500 IOPS, 170 MB\/s, on credits/,
    );
    expect(details).toHaveTextContent('Told byazure, prometheus');
    await user.keyboard(' ');
    expect(details).not.toBeInTheDocument();

    await user.tab();
    await user.tab();
    await user.keyboard('{Enter}');
    expect(
      section.getByText(/Install and configure the Azure or the Prometheus/),
    ).toBeVisible();
    expect(
      section.getByText(/^Unknown: the disk was not measured in the 10 min/),
    ).toBeVisible();

    await user.tab();
    expect(
      section.getByRole('button', { name: '2 healthy nodes' }),
    ).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(section.getByRole('button', { name: 'node-h2' })).toBeVisible();
  });

  it('leaves columns to the details where it is narrow', async () => {
    global.ResizeObserver = NarrowObserver;
    renderTab(async () => nodePage([throttledNode('node-t1')]));
    const section = await findSection();
    const user = userEvent.setup();
    await user.click(await section.findByRole('button', { name: 'node-t1' }));
    expect(
      section.getAllByRole('columnheader').map(head => head.textContent),
    ).toEqual(['Node', 'p95 wait (s)', 'Health', 'Limit used', 'Disk queue']);
    expect(
      section.getByText('20 pulls of this service, wait p50 9.0 s, p95 17.8 s'),
    ).toBeVisible();
  });

  it('says what to do when no disk is measured, and calls none healthy', async () => {
    renderTab(async () => nodePage([unknownNode('u1'), unknownNode('u2')]));
    const section = await findSection();
    expect(
      await section.findByText(
        'The disks of 2 of 2 nodes are unknown: Nothing measures the disks of staging-weu. Install and configure the Azure or the Prometheus module.',
      ),
    ).toBeVisible();
    expect(section.queryByText('Healthy')).not.toBeInTheDocument();
    // One cluster need not be named.
    expect(section.getAllByText('general')).toHaveLength(2);
  });

  it('asks for the chosen time and cluster, page by page, and lets the scorecard speak for all pages', async () => {
    const listNodes = jest.fn<
      ReturnType<PullPerformanceApi['listNodes']>,
      Parameters<PullPerformanceApi['listNodes']>
    >(async ({ cursor }) =>
      nodePage([serviceNode(cursor ? 'node-two' : 'node-one')], {
        totalItems: 101,
        nextCursor: cursor ? undefined : 'two',
      }),
    );
    renderTab(listNodes, '?cluster=prod-weu&range=1', {
      getScorecard: async () =>
        scorecard({
          areas: {
            ...scorecard().areas,
            nodeDiskHealth: area('nodeDiskHealth', {
              grade: 'C',
              value: 0.08,
              evidence: '8 of 101 nodes throttled',
            }),
          },
        }),
    });
    const section = await findSection();
    expect(await section.findByText('8 of 101 nodes throttled.')).toBeVisible();
    expect(screen.getByText('of nodes throttled or full')).toBeVisible();
    expect(section.getByText('101 nodes, worst first')).toBeVisible();
    const user = userEvent.setup();
    await user.click(section.getByRole('button', { name: 'More nodes' }));
    expect(
      await section.findByRole('button', { name: 'node-two' }),
    ).toBeVisible();
    const [[first]] = listNodes.mock.calls;
    expect(listNodes).toHaveBeenLastCalledWith({ ...first, cursor: 'two' });
    expect(first).toMatchObject({ cluster: 'prod-weu', limit: 100 });
    expect(Date.now() - Date.parse(first.from ?? '')).toBeLessThan(25 * 36e5);
  });

  it('says why there is no node', async () => {
    const first = renderTab(async () =>
      nodePage([], {
        reason: {
          code: 'no-pull',
          what: 'No pull in this time',
          why: 'Nothing was pulled.',
          next: 'Choose a longer time range.',
        },
      }),
    );
    const section = await findSection();
    expect(
      await section.findByRole('heading', { name: 'No pull in this time' }),
    ).toBeVisible();
    expect(
      section.getByText('Nothing was pulled. Choose a longer time range.'),
    ).toBeVisible();
    first.unmount();
    renderTab(async () => nodePage([]));
    expect(
      await screen.findByText('No node ran this service in this time.'),
    ).toBeVisible();
  });

  it('fails alone and tries again, and leads to the fleet', async () => {
    const listNodes = jest
      .fn()
      .mockRejectedValueOnce(
        await responseError(500, { name: 'Error', message: 'no such table' }),
      )
      .mockResolvedValue(mixedPage());
    renderTab(listNodes);
    const section = await findSection();
    expect(await section.findByRole('alert')).toHaveTextContent(
      '500: no such table',
    );
    const user = userEvent.setup();
    await user.click(section.getByRole('button', { name: 'Try again' }));
    expect(await section.findByRole('table')).toBeVisible();
    expect(
      section.getByRole('link', { name: 'All nodes in the fleet' }),
    ).toHaveAttribute('href', '/pull-performance/nodes');
  });
});
