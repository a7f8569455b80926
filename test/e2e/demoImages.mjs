// What the tab of a demo service tells of its images and their layers, in a real browser.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { poll } from '../portal.mjs';
import { axeFindings, tabTo, takePicture } from './browser.mjs';

const tabOf = name => `/catalog/default/component/${name}/pull-performance`;
const megabytes = bytes =>
  bytes > 0 && bytes < 5e4 ? 'under 0.1' : (bytes / 1e6).toFixed(1);
const section = (page, name) => page.getByRole('region', { name });
const layersOf = (page, image) =>
  section(page, `Layers of ${nameOf(image.reference)}`);
const layersTable = page =>
  page.getByRole('table', { name: 'Layers', exact: true });

/** What the page writes of a reference: `checkout:2.41.0`. */
function nameOf(reference) {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

/** The texts of all cells of a table, head and row heads with them, row by row. */
function cellsOf(table) {
  return table.evaluate(element =>
    [...element.rows].map(row =>
      [...row.cells].map(cell => cell.innerText.trim()),
    ),
  );
}

/**
 * The tests, for within `describe`.
 *
 * @param options - `ask`: asks the API for a path. `onPage`: runs a check on a page, given `answers` of `openPage` too.
 */
export function testImages({ ask, onPage }) {
  const api = name =>
    `/api/pull-performance/v1/entities/component/default/${name}`;

  /** Waits until what is known of a service's images is enough for a test. */
  function untilImages(name, what, isEnough) {
    return poll(`${name}: ${what}`, 240, async () => {
      const { items } = await ask(`${api(name)}/images`);
      return items.length > 0 && items.every(isEnough) ? items : undefined;
    });
  }

  const untilLayers = name =>
    untilImages(name, 'its layers are known', ({ layers }) => layers.length);

  it('grades image size and layer reuse by what the registry tells', async () => {
    const name = 'demo-payments-api';
    await poll('Both areas have grades', 240, async () => {
      const { areas } = await ask(`${api(name)}/scorecard`);
      const { imageSize, layerReuse } = areas;
      return [imageSize, layerReuse].every(({ grade }) => grade !== 'unknown')
        ? true
        : undefined;
    });
    await onPage(`/catalog/default/component/${name}`, {}, async page => {
      const card = section(page, 'Pull performance');
      for (const [area, evidence] of [
        ['Image size', /MB in \d+ layers/],
        ['Layer reuse', /% over \d+ versions/],
      ]) {
        const row = card.getByRole('row', { name: area });
        await row.getByRole('img', { name: /^Grade [A-E], / }).waitFor();
        assert.match(await row.innerText(), evidence);
      }
    });
  });

  it('lists the images that run, and shows the layers of the chosen one, to the byte', async () => {
    const name = 'demo-payments-api';
    await untilLayers(name);
    await onPage(tabOf(name), { width: 1440 }, async (page, answers) => {
      const table = page.getByRole('table', { name: 'Images' });
      await table.waitFor();
      const { items } = await answers.get('images');
      assert.ok(items.length >= 3, 'a container, an init container, a sidecar');
      const rows = (await cellsOf(table)).slice(1);
      assert.deepEqual(
        rows.map(([image, size, layers]) => [
          image.split('\n')[0],
          size,
          layers,
        ]),
        items.map(({ reference, compressedBytes, layers }) => [
          nameOf(reference),
          megabytes(compressedBytes),
          String(layers.length),
        ]),
      );

      // The next one with the arrow keys, round the end of the list.
      const choices = table.getByRole('radio');
      const index = await choices.evaluateAll(radios =>
        radios.findIndex(({ checked }) => checked),
      );
      await tabTo(page, choices.nth(index));
      for (let moves = 0; moves < items.length; moves++) {
        const image = items[(index + moves) % items.length];
        const layers = layersOf(page, image);
        await layersTable(layers).waitFor();
        await assertSum(layers, image);
        await page.keyboard.press('ArrowDown');
      }
      const last = items[(index + items.length - 1) % items.length];
      await page.keyboard.press('ArrowUp');
      await layersOf(page, last).waitFor();
      const { searchParams } = new URL(page.url());
      assert.equal(searchParams.get('image'), last.digest);
      await page.reload();
      await layersTable(layersOf(page, last)).waitFor();
    });
  });

  it('compares any two versions with the keyboard alone, and the URL keeps them', async () => {
    const name = 'demo-inventory-sync';
    await untilImages(
      name,
      'four versions are known',
      ({ versions }) =>
        versions.filter(({ reuseShare }) => reuseShare !== undefined).length >=
        3,
    );
    await onPage(tabOf(name), { width: 1440 }, async (page, answers) => {
      const compare = page.getByRole('button', { name: 'Compare versions' });
      await compare.waitFor();
      const {
        items: [{ versions }],
      } = await answers.get('images');
      await tabTo(page, compare);
      await page.keyboard.press('Enter');
      const version = page.getByRole('combobox', { name: 'Version' });
      await tabTo(page, version);
      const now = await version.inputValue();
      const place = versions.findIndex(({ digest }) => digest === now);
      const { digest } = versions[place + 1];
      await page.keyboard.press('ArrowDown');
      await page.waitForURL(url => url.searchParams.get('version') === digest);
      const other = page.getByRole('combobox', { name: 'Compared with' });
      await tabTo(page, other);
      // The first of the choices is "the one before it".
      const { digest: against } = versions.filter(
        one => one.digest !== digest,
      )[1];
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.waitForURL(
        url => url.searchParams.get('compared') === against,
      );

      const isShown = async () => {
        const digits = against.slice('sha256:'.length).slice(0, 7);
        const head = page.getByRole('columnheader', {
          name: `In latest · ${digits}?`,
        });
        await head.waitFor();
        assert.equal(await head.getAttribute('title'), against);
        assert.deepEqual(
          [await version.inputValue(), await other.inputValue()],
          [digest, against],
        );
        const query = new URLSearchParams({
          digest,
          comparedWith: against,
        });
        const { items } = await ask(`${api(name)}/images?${query}`);
        const again = items[0].layers.filter(one => !one.inPrevious);
        const table = layersTable(layersOf(page, items[0]));
        assert.equal(
          await table.getByText('No, new').count(),
          again.length,
          'layers that are downloaded again',
        );
      };
      await isShown();
      await page.reload();
      await isShown();
      await takePicture(page, 'demo-compared');
    });
  });

  it('says of an eStargz image that its format is lazy, and what is known of the nodes', async () => {
    const name = 'demo-recommender';
    const [image] = await untilLayers(name);
    const path = `${tabOf(name)}?image=${encodeURIComponent(image.digest)}`;
    await onPage(path, {}, async page => {
      const table = page.getByRole('table', { name: 'Images' });
      await table.waitFor();
      const [, cells] = await cellsOf(table);
      assert.match(cells[3], /^eStargz\nlazy format, nodes unknown$/);
      const layers = layersOf(page, image);
      await layers
        .getByText('All of its bytes are in a lazy format.')
        .waitFor();
      await layers.getByText('On its nodes: unknown.').waitFor();
    });
  });

  it('shows what each pull had to bring, and on request what that stands on', async () => {
    const name = 'demo-inventory-sync';
    await poll('Missing bytes are known', 240, async () => {
      const { items } = await ask(`${api(name)}/pulls?limit=25`);
      return items.some(isKnown) ? true : undefined;
    });
    await onPage(tabOf(name), { width: 1440 }, async (page, answers) => {
      const table = page.getByRole('table', { name: 'Single pulls' });
      await table.waitFor();
      const { items } = await answers.get('pulls');
      const [heads, ...rows] = await cellsOf(table);
      const column = heads.indexOf('Missing (MB)');
      assert.deepEqual(
        rows.map(cells => cells[column].split('\n')[0]),
        items.map(({ missingBytes }) =>
          missingBytes ? megabytes(missingBytes.value) : '–',
        ),
      );

      const explain = page.getByRole('button', {
        name: 'Explain missing bytes',
      });
      await tabTo(page, explain);
      await page.keyboard.press('Enter');
      const index = items.findIndex(isKnown);
      const { basis } = items[index].missingBytes;
      const cell = table.getByRole('row').nth(index + 1);
      const text = cell.getByText(basis);
      await poll('The basis is in sight', 20, async () => {
        const { width } = await text.boundingBox();
        return width > 100 ? true : undefined;
      });
    });
  });

  for (const theme of ['light', 'dark']) {
    for (const width of [1440, 768]) {
      it(`gives axe nothing to find in the tab, ${theme} and ${width} pixels wide`, async () => {
        const name = 'demo-payments-api';
        await untilLayers(name);
        await onPage(tabOf(name), { theme, width }, async page => {
          await layersTable(page).waitFor();
          await page.getByRole('table', { name: 'Single pulls' }).waitFor();
          const main = page.getByRole('main').first();
          assert.deepEqual(await axeFindings(page, main), []);
          await takePicture(page, `demo-tab-${theme}-${width}`);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          assert.ok(overflow <= 0, `${overflow} pixels too wide`);
        });
      });
    }
  }
}

function isKnown({ missingBytes }) {
  return missingBytes !== undefined;
}

/** The layers are all of the image: they sum up to its size, in the answer to the byte and in the table as it rounds. */
async function assertSum(layers, { compressedBytes, layers: all }) {
  const sum = all.reduce((bytes, layer) => bytes + layer.compressedBytes, 0);
  assert.equal(sum, compressedBytes);
  const rows = (await cellsOf(layersTable(layers))).slice(1);
  assert.deepEqual(
    rows.map(cells => cells[1]).reverse(),
    all.map(layer => megabytes(layer.compressedBytes)),
  );
  const note = `${megabytes(compressedBytes)} MB compressed, ${
    all.length
  } layers`;
  await layers.getByText(note).waitFor();
}
