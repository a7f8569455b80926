// Builds the frontend with and without the plugin, and counts what a browser fetches for a service's page.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { backstageCli, root } from '../../../scripts/paths.mjs';
import { freePort } from '../../../scripts/ports.mjs';
import { runProcess } from '../../../scripts/processes.mjs';
import { executablePath, launchBrowser, openPage } from '../../e2e/browser.mjs';
import { kubeconfigOf, startFakeCluster } from '../../e2e/fakeCluster.mjs';
import { poll, startPortal } from '../../portal.mjs';

const plugin = 'backstage-plugin-pull-performance';
const app = join(root, 'packages', 'app');
const servicePath = '/catalog/default/component/checkout';
const scorecardPath =
  '/api/pull-performance/v1/entities/component/default/checkout/scorecard';
/** In the source maps of whatever holds the tab's code. */
const tabSources = 'components/EntityPullPerformanceContent/';

async function build(packages) {
  const code = await runProcess(
    process.execPath,
    [backstageCli, 'package', 'build'],
    {
      cwd: app,
      env: {
        ...process.env,
        NODE_OPTIONS: '--no-node-snapshot',
        APP_CONFIG_app_packages: JSON.stringify(packages),
      },
      stdio: 'ignore',
    },
  );
  if (code !== 0) {
    throw new Error(`The frontend could not be built: exit code ${code}`);
  }
}

/** The scripts that a page has fetched, by path, from now on. */
function scriptsOf(page) {
  const paths = new Set();
  page.on('response', response => {
    const { pathname } = new URL(response.url());
    if (pathname.endsWith('.js')) {
      paths.add(pathname);
    }
  });
  return paths;
}

const kilobytes = paths =>
  [...paths]
    .map(path => gzipSync(readFileSync(join(app, 'dist', path))).length)
    .reduce((sum, bytes) => sum + bytes, 0) / 1000;

function holdsTab(path) {
  const map = join(app, 'dist', `${path}.map`);
  return (
    existsSync(map) &&
    JSON.parse(readFileSync(map, 'utf8')).sources.some(source =>
      source.includes(tabSources),
    )
  );
}

/** Fetches a service's page and, where there is one, its tab. */
async function load({ url, hasPlugin }) {
  const browser = await launchBrowser();
  try {
    const { page } = await openPage(browser, 'about:blank', {});
    const scripts = scriptsOf(page);
    await page.goto(`${url}${servicePath}`);
    // The last of the page's other cards.
    await page.getByText('ownerOf').first().waitFor();
    const card = page.getByRole('region', { name: 'Pull performance' });
    if (hasPlugin) {
      await card
        .getByLabel(/^Grade [A-E]/)
        .first()
        .waitFor();
    }
    await page.waitForLoadState('networkidle');
    const first = new Set(scripts);
    if (hasPlugin) {
      await card.getByRole('link', { name: /Open details/ }).click();
      await page.getByRole('table', { name: 'Single pulls' }).waitFor();
      await page.waitForLoadState('networkidle');
    }
    return { first, tab: [...scripts].filter(path => !first.has(path)) };
  } finally {
    await browser.close();
  }
}

/** @param {import('../lib/Bench.mjs').Bench} bench */
export async function measureBundle(bench) {
  if (!existsSync(executablePath)) {
    bench.condition(
      'No figures of the frontend without Chromium (Debian: apt-get install chromium)',
    );
    return;
  }
  const cluster = await startFakeCluster({ slowness: 1.2 });
  bench.defer(() => cluster.stop());
  const kubeconfig = join(bench.folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigOf([['prod-weu', cluster.url]]));

  const loads = [];
  // With the plugin last: what is built then is what others find.
  for (const packages of [{ exclude: [plugin] }, 'all']) {
    const hasPlugin = packages === 'all';
    await build(packages);
    const folder = join(bench.folder, 'portal');
    rmSync(folder, { recursive: true, force: true });
    const portal = await startPortal({
      folder,
      port: await freePort(),
      config: { pullPerformance: { kubeconfig: { file: kubeconfig } } },
    });
    try {
      await poll('The scorecard has a grade', 150, async () => {
        const { areas } = await portal.get(scorecardPath);
        return areas.pullTime.grade === 'unknown' ? undefined : true;
      });
      const { first, tab } = await load({ url: portal.url, hasPlugin });
      loads.push({
        firstKilobytes: kilobytes(first),
        tabKilobytes: kilobytes(tab),
        tabInFirst: [...first].filter(holdsTab).length,
        tabInTab: tab.filter(holdsTab).length,
      });
    } finally {
      await portal.stop();
    }
  }
  const [without, withPlugin] = loads;
  bench.condition(
    `Scripts that Chromium fetches for a service's page with the card, ${withPlugin.firstKilobytes.toFixed()} kB gzipped in all`,
  );
  bench.figure({
    name: 'what the card adds to the first load, gzipped',
    value: withPlugin.firstKilobytes - without.firstKilobytes,
    unit: 'kB',
    wanted: { atMost: 60 },
  });
  bench.figure({
    name: 'scripts with code of the tab in the first load',
    value: withPlugin.tabInFirst,
    wanted: { atMost: 0 },
  });
  bench.figure({
    name: 'scripts with code of the tab when it is opened',
    value: withPlugin.tabInTab,
    wanted: { atLeast: 1 },
  });
  bench.figure({
    name: 'what the tab adds when it is opened, gzipped',
    value: withPlugin.tabKilobytes,
    unit: 'kB',
  });
}
