// What the demo's pages tell of nodes and their disks, in a real browser.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { poll } from '../portal.mjs';
import { axeFindings, tabTo } from './browser.mjs';

const section = (page, name) => page.getByRole('region', { name });

/**
 * The tests, for within `describe`.
 *
 * @param options - `ask`: asks the API for a path. `onPage`: runs a check on a page, given `answers` of `openPage` too.
 */
export function testNodes({ ask, onPage }) {
  const api = '/api/pull-performance/v1';
  const name = 'demo-image-resizer';

  it('grades the disks of the nodes that ran a service, by the limit that Azure or Prometheus tell', async () => {
    const area = await poll('The disks are graded', 240, async () => {
      const { areas } = await ask(
        `${api}/entities/component/default/${name}/scorecard`,
      );
      const { nodeDiskHealth } = areas;
      return nodeDiskHealth.grade === 'unknown' ? undefined : nodeDiskHealth;
    });
    // It runs on spot nodes with the cheapest disks.
    assert.match(area.evidence, /^\d+ of \d+ nodes throttled/);
    await onPage(
      `/catalog/default/component/${name}/pull-performance`,
      {},
      async page => {
        const nodes = section(page, 'Nodes');
        const table = nodes.getByRole('table').first();
        await table.getByText('Throttled').first().waitFor();
        const toggle = table
          .getByRole('row', { name: /Throttled/ })
          .first()
          .getByRole('button')
          .first();
        await tabTo(page, toggle);
        await page.keyboard.press('Enter');
        assert.equal(await toggle.getAttribute('aria-expanded'), 'true');
        await nodes.getByText('of pulls').first().waitFor();
        assert.deepEqual(await axeFindings(page, nodes), []);
      },
    );
  });

  it('shows the node pools of the fleet, those where pods wait longest first', async () => {
    await onPage('/pull-performance', {}, async (page, answers) => {
      const pools = section(page, 'Node pools');
      const rows = pools.getByRole('table').getByRole('row');
      await rows.nth(3).waitFor();
      const { items } = await answers.get('nodes');
      const waits = items.map(({ waitHours }) => waitHours);
      assert.deepEqual(
        waits,
        [...waits].sort((one, other) => other - one),
      );
      const names = items.map(({ nodePool, cluster }) => [nodePool, cluster]);
      for (const [index, [pool, cluster]] of names.slice(0, 3).entries()) {
        const text = await rows.nth(index + 1).innerText();
        assert.ok(text.includes(pool), `${text} is ${pool}`);
        assert.ok(text.includes(cluster), `${text} is in ${cluster}`);
      }
      assert.ok(items.some(({ health }) => health.throttled > 0));
      assert.ok(items.some(({ disk }) => disk?.limit.iopsBoundBy));
      assert.deepEqual(await axeFindings(page, pools), []);
    });
  });
}
