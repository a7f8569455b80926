// From the card of a service to the files that its best fix would write, in a real browser.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { poll } from '../portal.mjs';
import { axeFindings, tabTo } from './browser.mjs';

const region = (page, name) => page.getByRole('region', { name });

/**
 * The tests, for within `describe`.
 *
 * @param options - `ask`: asks the API for a path. `services`: names of the linked services. `onPage`: runs a check on a page.
 */
export function testFixes({ ask, services, onPage }) {
  const api = '/api/pull-performance/v1';
  const scorecardOf = name =>
    ask(`${api}/entities/component/default/${name}/scorecard`);

  /** A service whose best fix is the pre-pull. */
  const findService = () =>
    poll('A service has a pre-pull as its best fix', 240, async () => {
      for (const name of await services()) {
        const [best] = (await scorecardOf(name)).fixes;
        if (best?.template === 'add-prepull-daemonset') {
          return { name, best };
        }
      }
      return undefined;
    });

  it('leads from the card to a form that is filled in, and shows the manifest before anything is written', async () => {
    const { name, best } = await findService();
    await onPage(
      `/catalog/default/component/${name}?way=fix`,
      {},
      async page => {
        const card = region(page, 'Pull performance');
        await card.getByText(`Best fix: ${best.title}`).waitFor();
        await card.getByRole('link', { name: /^Open template/ }).click();

        const images = page.getByRole('group', { name: /^Images/ });
        for (const image of best.values.images) {
          const box = images.getByRole('checkbox', { name: image });
          await box.waitFor();
          assert.ok(await box.isChecked(), `${image} is chosen`);
        }
        const workload = page.getByRole('combobox', { name: /^Workload/ });
        assert.equal(await workload.inputValue(), best.values.target);
        assert.deepEqual(await axeFindings(page, images), []);

        const next = page.getByRole('button', { name: /^(Next|Review)$/ });
        await next.click();
        const automatic = page.getByRole('radio', { name: 'Automatic' });
        await automatic.waitFor();
        assert.ok(await automatic.isChecked());
        const technique = page.getByRole('group', { name: /^Technique/ });
        await technique.getByText(/^Takes: /).waitFor();
        assert.deepEqual(await axeFindings(page, technique), []);

        await next.click();
        await page.getByRole('button', { name: 'Show files' }).click();
        const preview = region(page, 'What will be written');
        const file = preview.getByRole('article').first();
        await file.waitFor();
        const text = await file.innerText();
        assert.match(text, /kind: (DaemonSet|CronJob)/);
        assert.match(text, /pull-performance\/change: "?[a-z0-9]{8,40}/);
        for (const image of best.values.images) {
          assert.ok(text.includes(image), `${image} is in the manifest`);
        }
        assert.deepEqual(await axeFindings(page, preview), []);
      },
    );
  });

  it('lists what to do, with what must be so behind each by keyboard', async () => {
    const { name, best } = await findService();
    await onPage(
      `/catalog/default/component/${name}/pull-performance?way=fix`,
      {},
      async page => {
        const fixes = region(page, 'What to do');
        const toggle = fixes.getByRole('button', {
          name: best.title,
          exact: true,
        });
        await toggle.waitFor();
        await tabTo(page, toggle);
        await page.keyboard.press('Enter');
        assert.equal(await toggle.getAttribute('aria-expanded'), 'true');
        await fixes.getByText('Met:').first().waitFor();
        await fixes.getByText('How to undo').waitFor();
        assert.deepEqual(await axeFindings(page, fixes), []);

        const changes = region(page, 'Applied changes');
        await changes.getByText(/No change recorded/).waitFor();
        assert.deepEqual(await axeFindings(page, changes), []);
      },
    );
  });
}
