// What `npm start` shows on a machine without a cluster: the demo fleet, in a real browser.
import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { reports } from '../../scripts/paths.mjs';
import { guestOf } from '../guest.mjs';
import { npmStart } from '../npmStart.mjs';
import { poll } from '../portal.mjs';
import {
  axeFindings,
  launchBrowser,
  openPage,
  takePicture,
} from './browser.mjs';
import { testImages } from './demoImages.mjs';
import { testNodes } from './demoNodes.mjs';
import { testFixes } from './fixes.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pull-performance-demo-'));
let portal;
let guest;
let browser;

/** A process and all that it started, by id. */
function processTree(pid) {
  const parents = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [, parent] = /\) \S (\d+)/.exec(stat);
        return [Number(name), Number(parent)];
      } catch {
        return []; // It has just ended.
      }
    });
  const tree = [pid];
  for (const id of tree) {
    for (const [child, parent] of parents) {
      if (parent === id) {
        tree.push(child);
      }
    }
  }
  return tree;
}

function isRunning(pid) {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function linkedServices() {
  const { items } = await guest.get(
    '/api/catalog/entities/by-query?limit=100&filter=kind=component,metadata.annotations.backstage.io/kubernetes-id',
  );
  return items.map(({ metadata }) => metadata);
}

/** One service for each overall grade that occurs. */
async function servicesByGrade() {
  const byGrade = new Map();
  for (const metadata of await linkedServices()) {
    const { overall } = await guest.get(
      `/api/pull-performance/v1/entities/component/default/${metadata.name}/scorecard`,
    );
    if (overall.grade !== 'unknown') {
      byGrade.set(overall.grade, metadata.name);
    }
  }
  return byGrade;
}

before(async () => {
  portal = await npmStart({ folder });
  guest = guestOf(portal.apiUrl);
  const ended = portal.exited.then(code => {
    const lines = readFileSync(portal.logFile, 'utf8').split('\n').slice(-30);
    throw new Error(`npm start ended with ${code}:\n${lines.join('\n')}`);
  });
  await Promise.race([
    ended,
    poll('The portal is ready', 240, async () =>
      (await guest.isReady()) ? true : undefined,
    ),
  ]);
  ended.catch(() => {});
  await guest.signIn();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  if (portal) {
    await portal.stop();
    copyFileSync(portal.logFile, join(reports, 'e2e-demo.log'));
  }
  rmSync(folder, { recursive: true, force: true });
});

describe('npm start without a cluster', () => {
  const banner = page =>
    page.getByRole('complementary', { name: 'Demo fleet' });

  /** Runs `check` on a page, of which a picture is kept. */
  async function onPage(path, options, check) {
    const { page, errors, answers, close } = await openPage(
      browser,
      `${portal.pageUrl}${path}`,
      options,
    );
    try {
      await check(page, answers);
      assert.deepEqual(errors, []);
    } finally {
      await takePicture(page, `demo${path.replace(/\W+/g, '-')}`);
      await close();
    }
  }

  it('shows services with different grades below a banner that says what they are', async () => {
    const shown = new Set();
    // While the history is still coming in, grades may change: what a page shows counts.
    for (let visits = 0; shown.size < 3 && visits < 8; visits++) {
      const name = await poll('Another grade occurs', 240, async () => {
        const others = [...(await servicesByGrade())].filter(
          ([grade]) => ![...shown].some(one => one.includes(`${grade},`)),
        );
        return others[0]?.[1];
      });
      const theme = visits === 0 ? 'dark' : 'light';
      const path = `/catalog/default/component/${name}`;
      await onPage(path, { theme }, async page => {
        await banner(page).getByText('these clusters are simulated').waitFor();
        const card = page.getByRole('region', { name: 'Pull performance' });
        const grade = card.getByLabel(/^Grade [A-E],/).first();
        shown.add(await grade.getAttribute('aria-label'));
        assert.deepEqual(await axeFindings(page, banner(page)), []);
        assert.deepEqual(await axeFindings(page, card), []);
      });
    }
    assert.equal(shown.size, 3, [...shown].join('; '));
  });

  it('lists its services on the first page, and the banner stays hidden once it was closed', async () => {
    const [{ title }] = await linkedServices();
    await onPage('/', {}, async page => {
      const service = page.getByRole('link', { name: title }).first();
      await service.waitFor();
      await banner(page).getByRole('button').click();
      await banner(page).waitFor({ state: 'detached' });
      await page.reload();
      await service.waitFor();
      assert.equal(await banner(page).count(), 0);
    });
  });

  describe('Images and layers', () =>
    testImages({ ask: path => guest.get(path), onPage }));

  describe('Nodes and disks', () =>
    testNodes({ ask: path => guest.get(path), onPage }));

  describe('Fixes', () =>
    testFixes({
      ask: path => guest.get(path),
      services: async () => (await linkedServices()).map(({ name }) => name),
      onPage,
    }));

  it('ends with all that it started', async () => {
    const tree = processTree(portal.pid);
    assert.ok(tree.length >= 4, 'command, bundler, backend and fleet run');
    await portal.stop('SIGINT');
    assert.deepEqual(tree.filter(isRunning), []);
    for (const url of [portal.pageUrl, portal.apiUrl]) {
      await assert.rejects(fetch(url));
    }
  });
});
