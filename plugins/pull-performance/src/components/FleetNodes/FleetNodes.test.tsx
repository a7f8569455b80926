import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { responseError } from '../../__testUtils__/errors';
import { NarrowObserver } from '../../__testUtils__/NarrowObserver';
import {
  ephemeralDisk,
  fleetNodePage,
  noDiskSource,
  nodePool,
} from '../../__testUtils__/nodes';
import { apiMock, renderFleetPage } from '../../__testUtils__/pages';
import { PullPerformanceApi } from '../../api';

type ListFleetNodes = PullPerformanceApi['listFleetNodes'];

function renderPage(listFleetNodes: ListFleetNodes, query = '') {
  return renderFleetPage({
    api: apiMock({ listFleetNodes }),
    path: `/pull-performance/nodes${query}`,
  });
}

async function findPools() {
  return within(
    await screen.findByRole('region', { name: 'Node pools', busy: false }),
  );
}

/** A pool of a cluster that nothing measures. */
function unknownPool() {
  return nodePool({
    cluster: 'staging-weu',
    nodePool: 'general',
    nodes: 2,
    vmSizes: [],
    health: { healthy: 0, busy: 0, throttled: 0, full: 0, unknown: 2 },
    reason: noDiskSource,
    disk: undefined,
    pulls: 4,
    waitHours: 0.02,
    meanWaitSeconds: undefined,
    pulling: {
      seconds: 60,
      observedSeconds: 0,
      busySeconds: 0,
      throttledSeconds: 0,
    },
    parallelPulls: { mode: 'unknown', basis: 'No two pulls met.' },
    marks: [{ node: 'minikube', health: 'unknown' }],
    hours: [],
    diskAndWait: { samples: 3 },
    kubelets: undefined,
  });
}

describe('FleetNodes', () => {
  const { ResizeObserver: original } = global;
  afterEach(() => {
    global.ResizeObserver = original;
  });

  it('is the first tab of the page', async () => {
    renderFleetPage();
    await findPools();
    expect(screen.getByRole('tab', { name: 'Nodes' })).toBeVisible();
  });

  it('shows where pods wait, what binds there and what is not known', async () => {
    renderPage(async () => fleetNodePage([nodePool(), unknownPool()]));
    const pools = await findPools();
    expect(
      await pools.findByText(
        /^Pods waited longest on apps-nap in prod-weu: 13\.9 h, on average 21\.3 s per pull\. Its disks were throttled for 23.% of the pull time that was measured\.$/,
      ),
    ).toBeVisible();
    const [, worst, unknown] = pools
      .getAllByRole('row')
      .map(row => row.textContent);
    expect(worst).toMatch(
      /^apps-napprod-weu313\.9 h21\.32 of 3 nodes23.% of pull time.*500 IOPS by P10 disk96 MB\/s by D4s_v3D4s_v3P10, managed, 128 GiBOne at a time$/,
    );
    expect(unknown).toBe(
      'generalstaging-weu2under 0.1 h–2 unknownUnknownUnknownUnknownUnknown',
    );
    expect(
      pools.getByRole('img', {
        name: 'Disk queue of 3 nodes: 4.1 to 24.2, median 21.6, 2 above 20, 0 unknown.',
      }),
    ).toBeVisible();
    const tiles = within(
      screen.getByRole('region', { name: 'The fleet in short' }),
    );
    expect(
      tiles.getAllByRole('listitem').map(tile => tile.textContent),
    ).toEqual([
      'Nodes throttled or nearly full2 of 3 that are measuredin apps-nap (prod-weu)',
      'Disk health unknown2 nodesin general (staging-weu)',
      'Pull one image at a time3 nodesin apps-nap (prod-weu); 2 nodes unknown',
      'Hours of waiting for images13.9 h 13.9 h on managed disks, under 0.1 h on disks of unknown kind',
    ]);
  });

  it('calls nothing healthy where nothing is measured', async () => {
    renderPage(async () => fleetNodePage([unknownPool()]));
    const pools = await findPools();
    expect(
      await pools.findByText(/Its disks are not measured\.$/),
    ).toBeVisible();
    const [first, , , last] = within(
      screen.getByRole('region', { name: 'The fleet in short' }),
    ).getAllByRole('listitem');
    expect(first).toHaveTextContent(
      'Nodes throttled or nearly fullUnknown no disk was measured',
    );
    expect(last).toHaveTextContent(/under 0\.1 h on disks of unknown kind$/);
    expect(last).not.toHaveTextContent('managed');
    expect(pools.queryByText(/0 of/)).not.toBeInTheDocument();
  });

  it('opens a pool by keyboard: why, what else there is, and its nodes', async () => {
    renderPage(async () => fleetNodePage([nodePool(), unknownPool()]));
    const pools = await findPools();
    const user = userEvent.setup();
    const toggle = await pools.findByRole('button', { name: 'apps-nap' });
    toggle.focus();
    await user.keyboard('{Enter}');
    expect(toggle).toHaveAttribute('aria-expanded', 'true');
    expect(
      pools.getByText('Disk and wait go together: ρ 0.82 over 140 node hours.'),
    ).toBeVisible();
    expect(
      pools.getByText(
        /^Kubelets counted 120 pulls in 36 node hours; the portal knows 118 of the same hours\. 83.% of requests found the image present\.$/,
      ),
    ).toBeVisible();
    expect(
      pools.getByText(
        /^ephemeral on cache: 16× the operations per second, but/,
      ),
    ).toBeVisible();
    const nodes = within(
      pools.getByRole('table', { name: 'Nodes of apps-nap' }),
    );
    expect(nodes.getAllByRole('row').map(row => row.textContent)).toEqual([
      'NodeHealthDisk queueThrottledHours of waiting',
      expect.stringMatching(/^aks-apps-nap-7k2xqThrottled24\.231.%6\.1 h$/),
      expect.stringMatching(/^aks-apps-nap-m4t8dThrottled21\.624.%5\.0 h$/),
      expect.stringMatching(/^aks-apps-nap-c9w2fHealthy4\.10.%2\.8 h$/),
    ]);
    await user.click(pools.getByRole('button', { name: 'general' }));
    expect(
      pools.getByText('Too few hours to tell: 3 node hours.'),
    ).toBeVisible();
    // Nothing reads the metrics of the other pool's kubelets.
    expect(pools.getAllByText('Counted by kubelets')).toHaveLength(1);
    expect(
      pools.getByText('Install and configure', { exact: false }),
    ).toBeVisible();
  });

  it('is sorted by the server, and keeps order, time and cluster in the URL', async () => {
    const listFleetNodes = jest.fn<
      ReturnType<ListFleetNodes>,
      Parameters<ListFleetNodes>
    >(async () => fleetNodePage([nodePool()]));
    const first = renderPage(listFleetNodes);
    let pools = await findPools();
    const user = userEvent.setup();
    const sorts = () =>
      pools
        .getAllByRole('columnheader')
        .flatMap(head => head.getAttribute('aria-sort') ?? []);
    expect(sorts()).toEqual(['none', 'descending', 'none']);
    const throttled = pools.getByRole('button', { name: 'Throttled' });
    throttled.focus();
    await user.keyboard('{Enter}');
    expect(
      await pools.findByText('1 pool, most throttled first'),
    ).toBeVisible();
    pools = await findPools();
    expect(sorts()).toEqual(['none', 'none', 'descending']);
    // What one sorts by keeps the focus while the other order is on its way.
    expect(pools.getByRole('button', { name: 'Throttled' })).toHaveFocus();
    expect(listFleetNodes).toHaveBeenLastCalledWith(
      expect.objectContaining({ sort: 'throttledShare', cluster: undefined }),
    );
    await user.selectOptions(screen.getByLabelText('Time range'), '1');
    await user.selectOptions(
      await screen.findByLabelText('Cluster'),
      'staging-weu',
    );
    await findPools();
    const { cluster, from } =
      listFleetNodes.mock.calls[listFleetNodes.mock.calls.length - 1][0];
    expect(cluster).toBe('staging-weu');
    expect(Date.now() - Date.parse(from ?? '')).toBeLessThan(25 * 36e5);
    first.unmount();

    renderPage(listFleetNodes, '?sort=nodes&cluster=prod-weu&range=30');
    await findPools();
    expect(screen.getByLabelText('Time range')).toHaveValue('30');
    expect(listFleetNodes).toHaveBeenLastCalledWith(
      expect.objectContaining({ sort: 'nodes', cluster: 'prod-weu' }),
    );
  });

  it('turns the pages, and says of what the figures are', async () => {
    renderPage(async ({ cursor }) =>
      fleetNodePage([nodePool({ nodePool: cursor ? 'second' : 'first' })], {
        totalItems: 51,
        nextCursor: cursor ? undefined : 'two',
      }),
    );
    const pools = await findPools();
    expect(await screen.findByText('On the 1 pool of this page')).toBeVisible();
    const user = userEvent.setup();
    await user.click(pools.getByRole('button', { name: 'More pools' }));
    expect(await pools.findByRole('button', { name: 'second' })).toBeVisible();
  });

  it('gives the queues as figures, on request and where it is narrow beside the row', async () => {
    const first = renderPage(async () => fleetNodePage([nodePool()]));
    const pools = await findPools();
    const user = userEvent.setup();
    await user.click(
      await pools.findByRole('button', { name: 'Table: Node pools' }),
    );
    expect(pools.queryByRole('img')).not.toBeInTheDocument();
    expect(pools.getByRole('row', { name: /^apps-nap/ })).toHaveTextContent(
      /2 of 3 nodes.*21\.624\.22500 IOPS/,
    );
    first.unmount();

    global.ResizeObserver = NarrowObserver;
    renderPage(async () => fleetNodePage([nodePool()]));
    const narrow = await findPools();
    expect(narrow.queryByRole('img')).not.toBeInTheDocument();
    await user.click(narrow.getByRole('button', { name: 'apps-nap' }));
    expect(narrow.getByRole('img', { name: /^Disk queue of 3/ })).toBeVisible();
  });

  it('tells by hour of the day when disks are throttled', async () => {
    renderPage(async () =>
      fleetNodePage([
        nodePool(),
        nodePool({ nodePool: 'apps', disk: ephemeralDisk(), hours: [] }),
      ]),
    );
    const section = within(
      await screen.findByRole('region', { name: 'When disks are throttled' }),
    );
    expect(
      section.getByText(
        /^Most throttled: apps-nap in prod-weu from 08:00 to 09:00 UTC, 97.% of 60 min of pulling\.$/,
      ),
    ).toBeVisible();
    const rows = section.getAllByRole('row');
    expect(rows).toHaveLength(2);
    const cells = within(rows[1]).getAllByRole('cell');
    expect(cells).toHaveLength(24);
    expect(cells[8]).toHaveTextContent(
      /^97 !97.% of 60 min of pulling throttled$/,
    );
    expect(cells[9]).toHaveTextContent(
      /^4242.% of 30 min of pulling throttled; not measured in another 30 min$/,
    );
    expect(cells[20]).toHaveTextContent(
      /^\?5 min 0 s of pulling, not measured$/,
    );
    expect(cells[0]).toHaveTextContent(/^·nothing pulled$/);
  });

  it('lists registries where a cloud tells them', async () => {
    renderPage(async () =>
      fleetNodePage([], {
        reason: {
          code: 'no-node',
          what: 'No node is known yet',
          why: 'No cluster told its nodes.',
          next: 'Look at the collection.',
        },
        registries: [
          {
            cluster: 'prod-weu',
            host: 'shop.azurecr.io',
            tier: 'Premium',
            regions: ['westeurope', 'eastus'],
            networkAccess: 'private',
          },
          { cluster: 'prod-weu', host: 'old.azurecr.io', regions: [] },
        ],
      }),
    );
    const pools = await findPools();
    expect(
      await pools.findByRole('heading', { name: 'No node is known yet' }),
    ).toBeVisible();
    const registries = within(
      screen.getByRole('region', { name: 'Registries' }),
    );
    expect(registries.getAllByRole('row').map(row => row.textContent)).toEqual([
      'RegistryTierRegions, home firstNetwork accessTold by the source of',
      'shop.azurecr.ioPremiumwesteurope, eastusprivate endpoints onlyprod-weu',
      'old.azurecr.ioUnknownUnknownUnknownprod-weu',
    ]);
  });

  it('names the permission that a reader lacks', async () => {
    const refused = await responseError(403, {
      name: 'NotAllowedError',
      message: 'Unauthorized',
    });
    renderPage(async () => {
      throw refused;
    });
    const pools = await findPools();
    expect(
      await pools.findByRole('heading', {
        name: 'You can’t see the fleet’s pull data',
      }),
    ).toBeVisible();
    expect(pools.getByText('pull-performance.fleet.read')).toBeVisible();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('fails and tries again', async () => {
    const listFleetNodes = jest
      .fn()
      .mockRejectedValueOnce(
        await responseError(500, { name: 'Error', message: 'no such table' }),
      )
      .mockResolvedValue(fleetNodePage([nodePool()]));
    renderPage(listFleetNodes);
    const pools = await findPools();
    expect(await pools.findByRole('alert')).toHaveTextContent(
      '500: no such table',
    );
    const user = userEvent.setup();
    await user.click(pools.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('table', { name: 'Node pools' }),
    ).toBeVisible();
  });
});
