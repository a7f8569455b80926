// A real browser against the running portal, with the built frontend and two clusters.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { reports } from '../../scripts/paths.mjs';
import { freePort } from '../../scripts/ports.mjs';
import { poll, startPortal } from '../portal.mjs';
import {
  axeFindings,
  launchBrowser,
  openPage,
  tabTo,
  takePicture,
} from './browser.mjs';
import { kubeconfigOf, startFakeCluster } from './fakeCluster.mjs';

const servicePath = '/catalog/default/component/checkout';
const api =
  '/api/pull-performance/v1/entities/component/default/checkout/scorecard';
const folder = mkdtempSync(join(tmpdir(), 'pull-performance-e2e-'));
const fakes = [];
let portal;
let browser;

before(async () => {
  const clusters = [];
  for (const [name, slowness] of [
    ['prod-weu', 1.2],
    ['staging-weu', 0.5],
  ]) {
    const fake = await startFakeCluster({ slowness });
    fakes.push(fake);
    clusters.push([name, fake.url]);
  }
  const file = join(folder, 'kubeconfig');
  writeFileSync(file, kubeconfigOf(clusters));
  portal = await startPortal({
    folder,
    port: await freePort(),
    config: { pullPerformance: { kubeconfig: { file } } },
  });
  // The catalog, still filling, is read every few seconds.
  await poll('Both clusters show in the scorecard', 150, async () => {
    const { status, body } = await portal.request(api);
    return status === 200 && body.clusters.length === 2 ? true : undefined;
  });
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  if (portal) {
    await portal.stop();
    copyFileSync(portal.logFile, join(reports, 'e2e-portal.log'));
  }
  fakes.forEach(fake => fake.stop());
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `check` on a page of the service, and asserts that the page threw no error. */
async function onPage(path, options, check) {
  const { page, errors, close } = await openPage(
    browser,
    `${portal.url}${path}`,
    options,
  );
  try {
    await check(page);
    assert.deepEqual(errors, []);
  } catch (error) {
    await takePicture(page, `failed-${path.replace(/\W+/g, '-')}`);
    throw error;
  } finally {
    await close();
  }
}

const card = page => page.getByRole('region', { name: 'Pull performance' });
const openDetails = page =>
  card(page).getByRole('link', { name: /Open details/ });

/** The pull time as the API has it, in the words of the page. */
async function headline() {
  const { areas } = await portal.get(api);
  return `${areas.pullTime.value.toFixed(1)} s`;
}

for (const theme of ['light', 'dark']) {
  describe(`In the ${theme} theme`, () => {
    it('the card shows the figure of the API, and axe finds nothing in it', async () => {
      const expected = await headline();
      await onPage(servicePath, { theme }, async page => {
        await card(page).getByText(expected).first().waitFor();
        await openDetails(page).waitFor();
        const attribute = await page
          .locator('body')
          .getAttribute('data-theme-mode');
        assert.equal(attribute, theme);
        assert.deepEqual(await axeFindings(page, card(page)), []);
        await takePicture(page, `card-${theme}`);
      });
    });

    for (const width of [1366, 768]) {
      it(`the tab shows every section ${width} pixels wide, and axe finds nothing in it`, async () => {
        const path = `${servicePath}/pull-performance`;
        await onPage(path, { theme, width }, async page => {
          await page.getByRole('table', { name: 'Single pulls' }).waitFor();
          await page.getByRole('heading', { name: 'Outcomes' }).waitFor();
          const main = page.getByRole('main').first();
          assert.deepEqual(await axeFindings(page, main), []);
          await takePicture(page, `tab-${theme}-${width}`);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          assert.ok(overflow <= 0, `${overflow} pixels too wide`);
        });
      });
    }
  });
}

describe('With the keyboard alone', () => {
  it('one gets from the card to the tab, and narrows it down to a cluster', async () => {
    await onPage(servicePath, {}, async page => {
      await openDetails(page).waitFor();
      await tabTo(page, openDetails(page));
      await page.keyboard.press('Enter');
      await page.waitForURL(/pull-performance/);

      const clusters = page.getByRole('combobox', { name: 'Cluster' });
      // The names of the clusters come with an answer; before, there is nothing to type.
      await clusters
        .getByRole('option', { name: 'staging-weu' })
        .waitFor({ state: 'attached' });
      await tabTo(page, clusters);
      await page.keyboard.type('staging');
      await page.waitForURL(/cluster=staging-weu/);
      const table = page.getByRole('table', { name: 'Single pulls' });
      await table.getByText('staging-weu').first().waitFor();
      await poll('Only the chosen cluster is listed', 20, async () =>
        (await table.getByText('prod-weu').count()) === 0 ? true : undefined,
      );
      await takePicture(page, 'keyboard');
    });
  });
});

describe('A registry that the configuration does not name', () => {
  /** Why the layers of its images are unknown: what runs, and what failed to start and is known by its tag only. */
  const whyUnknown = () =>
    poll('Why the layers are unknown', 150, async () => {
      const { items } = await portal.get(api.replace(/scorecard$/, 'images'));
      return items.length > 0 &&
        items.every(({ reason }) => reason?.code === 'host-not-allowed')
        ? items[0].reason
        : undefined;
    });

  it('is not asked; the page says so, and what to add to the configuration', async () => {
    const { what } = await whyUnknown();
    await onPage(`${servicePath}/pull-performance`, {}, async page => {
      const images = page.getByRole('table', { name: 'Images' });
      const row = images.getByRole('row', { name: /checkout:2\.4\.0/ });
      await row.first().getByText('Unknown').first().waitFor();
      const layers = page.getByRole('region', {
        name: 'Layers of checkout:2.4.0',
      });
      await layers.getByRole('heading', { name: what }).waitFor();
      const text = await layers.innerText();
      assert.match(text, /registry\.example\.com/);
      assert.match(
        text,
        /pullPerformance\.registries: \[\{ host: 'registry\.example\.com' \}\]/,
      );
      assert.equal(await layers.getByRole('table').count(), 0);
      assert.deepEqual(await axeFindings(page, layers), []);
      await takePicture(page, 'registry-not-allowed');
    });
    await onPage(servicePath, {}, async page => {
      const reuse = card(page).getByRole('row', { name: 'Layer reuse' });
      await reuse.getByRole('img', { name: /unknown/i }).waitFor();
      assert.match(await reuse.innerText(), /registry\.example\.com/);
    });
  });
});

describe('A component without annotation', () => {
  it('says how to link it, and axe finds nothing', async () => {
    const path = '/catalog/default/component/recommendations';
    await onPage(path, {}, async page => {
      await card(page).getByText('is not linked to a workload').waitFor();
      assert.deepEqual(await axeFindings(page, card(page)), []);
      await takePicture(page, 'not-linked');
    });
  });
});
