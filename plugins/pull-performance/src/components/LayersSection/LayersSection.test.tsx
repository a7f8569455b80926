import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  checkoutImage,
  imagePage,
  layer,
  VERSIONS,
} from '../../__testUtils__/images';
import { NarrowObserver } from '../../__testUtils__/NarrowObserver';
import { apiMock, renderEntityPage } from '../../__testUtils__/pages';
import { PullPerformanceApi } from '../../api';

function renderTab(listImages: PullPerformanceApi['listImages'], query = '') {
  return renderEntityPage({
    only: 'entity-content:pull-performance',
    api: apiMock({ listImages }),
    path: `/${query}`,
  });
}

async function findLayers(image = 'checkout:2.41.0') {
  return within(
    await screen.findByRole('region', {
      name: `Layers of ${image}`,
      busy: false,
    }),
  );
}

function rowsOf(section: ReturnType<typeof within>, table: string) {
  return within(section.getByRole('table', { name: table }))
    .getAllByRole('row')
    .map(row => row.textContent);
}

describe('LayersSection', () => {
  it('says first what comes again, and has a row for each layer, newest on top', async () => {
    renderTab(async () => imagePage([checkoutImage()]));
    const section = await findLayers();
    expect(
      section.getByText(
        (_, element) =>
          element?.tagName === 'P' &&
          element.textContent ===
            '107.0 MB is downloaded again by a node that ran 2.40.3. 90.1 MB of it is one layer, RUN npm ci. Each of the last 5 versions brought 104.9–183.6 MB anew.',
      ),
    ).toBeVisible();
    expect(
      section.getByText(
        '412.0 MB compressed, 9 layers, newest on top · linux/amd64',
      ),
    ).toBeVisible();
    expect(
      section.getByRole('img', {
        name: '9 layers to scale, newest on top; 4 of them, 107.0 MB, are downloaded again. The largest is RUN apt-get install -y build-essential python3 with 146.4 MB.',
      }),
    ).toBeInTheDocument();
    expect(rowsOf(section, 'Layers')).toEqual([
      'Dockerfile instructionMBSize barIn 2.40.3?Shared withOn\u00a0nodes at\u00a0rolloutFormat',
      'RUN npm run build 4.8No, newonly this0 of 180 of 18 nodes certainly had itgzip',
      'COPY . . 11.7No, newonly this0 of 180 of 18 nodes certainly had itgzip',
      'RUN npm ci 90.1No, newonly this0 of 180 of 18 nodes certainly had itgzip',
      'COPY package.json package-lock.json ./ 0.4No, newonly this0 of 180 of 18 nodes certainly had itgzip',
      'COPY assets/geoip assets/fonts ./assets/ 78.9Yesonly this17 of 1817 of 18 nodes certainly had itgzip',
      'RUN apt-get install -y build-essential python3 146.4Yes2 services17 of 1817 of 18 nodes certainly had itgzip',
      'RUN install yarn 1.22 base1.7Yes19 services18 of 1818 of 18 nodes certainly had itgzip',
      'RUN install node 22.11 base49.8Yes19 services18 of 1818 of 18 nodes certainly had itgzip',
      'ADD rootfs.tar.xz / (debian 12 slim) base28.2Yes31 services18 of 1818 of 18 nodes certainly had itgzip',
    ]);
  });

  it('explains the figures beside it, and gives advice above', async () => {
    renderTab(async () => imagePage([checkoutImage()]));
    const section = await findLayers();
    expect(rowsOf(section, 'Downloaded again, by version')).toEqual([
      'VersionSize barDownloaded again',
      '2.41.0107.0 MB',
      '2.40.3106.2 MB',
      '2.40.2105.8 MB',
      '2.40.1104.9 MB',
      '2.40.0183.6 MB',
    ]);
    expect(
      section.getByText(
        (_, element) =>
          element?.tagName === 'P' &&
          /^74.% reuse: 305\.0 MB of 412\.0 MB is unchanged since 2\.40\.3\.$/.test(
            element.textContent ?? '',
          ),
      ),
    ).toBeVisible();
    expect(
      section.getByText(
        'docker.io/library/node:22-bookworm-slim: 3 layers at the bottom, 79.7 MB, shared with 19 services.',
      ),
    ).toBeVisible();
    expect(
      section.getByText('None of its bytes are in a lazy format.'),
    ).toBeVisible();
    expect(section.getByText(/Containers wait for the whole/)).toBeVisible();
    const advice = within(section.getByRole('list', { name: 'Advice' }));
    expect(advice.getByRole('listitem')).toHaveTextContent(
      /^RUN npm ci brings 90 MB anew with each version\. .*What to do: If its content/,
    );
  });

  it('compares any two versions, and keeps them in the URL', async () => {
    const listImages = jest.fn<
      ReturnType<PullPerformanceApi['listImages']>,
      Parameters<PullPerformanceApi['listImages']>
    >(async ({ digest, comparedWith }) => {
      const chosen = VERSIONS.find(known => known.digest === digest);
      return imagePage([
        checkoutImage({
          ...chosen,
          tagMoved: true,
          running: !chosen,
          ...(comparedWith && {
            previous: VERSIONS.find(known => known.digest === comparedWith),
            fetchedAgainBytes: 0,
          }),
        }),
      ]);
    });
    const first = renderTab(listImages);
    const section = await findLayers();
    const user = userEvent.setup();
    expect(section.getByText(/^The tag of checkout:2\.41\.0/)).toBeVisible();
    const compare = section.getByRole('button', { name: 'Compare versions' });
    expect(compare).toHaveAttribute('aria-expanded', 'false');
    await user.click(compare);
    const version = section.getByRole('combobox', { name: 'Version' });
    expect(version).toHaveDisplayValue('2.41.0 · 21 Nov');
    await user.selectOptions(version, '2.40.2 · 17 Nov');
    const older = await findLayers('checkout:2.40.2');
    // It runs nowhere: where its tag stands matters to nobody.
    expect(older.queryByText(/^The tag of/)).not.toBeInTheDocument();
    expect(
      older.getByRole('combobox', { name: 'Compared with' }),
    ).toHaveDisplayValue('the one before it');
    await user.selectOptions(
      older.getByRole('combobox', { name: 'Compared with' }),
      '2.40.0 · 12 Nov',
    );
    expect(
      await older.findByText(
        (_, element) =>
          element?.tagName === 'P' &&
          element.textContent ===
            '0 MB is downloaded again by a node that ran 2.40.0: all layers are the same.',
      ),
    ).toBeVisible();
    expect(listImages).toHaveBeenLastCalledWith({
      entityRef: 'component:default/checkout',
      cluster: undefined,
      digest: VERSIONS[2].digest,
      comparedWith: VERSIONS[4].digest,
    });
    await user.click(
      older.getByRole('button', { name: 'Back to what runs now' }),
    );
    await findLayers();
    first.unmount();

    renderTab(
      listImages,
      `?version=${VERSIONS[1].digest}&compared=${VERSIONS[3].digest}`,
    );
    const linked = await findLayers('checkout:2.40.3');
    expect(
      linked.getByRole('columnheader', { name: 'In 2.40.1?' }),
    ).toBeVisible();
  });

  it('says that a version of an old link is not known', async () => {
    const { digest } = VERSIONS[0];
    renderTab(
      async request =>
        imagePage(request.digest ? [] : [checkoutImage({ digest })]),
      `?version=sha256:${'f'.repeat(64)}`,
    );
    const section = await findLayers();
    expect(
      await section.findByRole('heading', {
        name: 'This version is not known',
      }),
    ).toBeVisible();
    expect(section.getByRole('combobox', { name: 'Version' })).toHaveValue(
      `sha256:${'f'.repeat(64)}`,
    );
  });

  it('leaves out what is not known of the version before', async () => {
    renderTab(async () =>
      imagePage([
        checkoutImage({
          fetchedAgainBytes: undefined,
          reuseShare: undefined,
          layers: [layer('aa', { nodes: { present: 0, known: 0 } })],
        }),
      ]),
    );
    const section = await findLayers();
    expect(
      section.getByText(/^The layers of 2\.40\.3 are unknown/),
    ).toBeVisible();
    expect(rowsOf(section, 'Layers')[1]).toMatch(
      /^Instruction unknown sha256:aa\d+ 10\.0Unknownonly this–unknowngzip$/,
    );
    expect(
      section.getByText(
        /^On nodes at rollout: unknown \(–\), as nothing is known of its nodes at that time\./,
      ),
    ).toBeVisible();
    expect(
      section.getByText('Unknown: reuse needs the layers of two versions.'),
    ).toBeVisible();
    expect(
      section.getByRole('img', {
        name: 'One layer. It is sha256:aa0000000000 with 10.0 MB.',
      }),
    ).toBeInTheDocument();
  });

  it('tells versions of a tag that moves apart, also where their names are long', async () => {
    const listImages = (tag: string) => async () => {
      const [now, previous] = VERSIONS.map(one => ({
        ...one,
        reference: `registry.example.com/shop/checkout:${tag}`,
      }));
      return imagePage([
        checkoutImage({ ...now, previous, versions: [now, previous] }),
      ]);
    };
    const [{ digest: own }, { digest: before }] = VERSIONS;
    const first = renderTab(listImages('main'));
    const section = await findLayers('checkout:main');
    expect(
      section.getByRole('columnheader', { name: 'In main · a100000?' }),
    ).toHaveAttribute('title', before);
    expect(
      section.getByRole('rowheader', { name: 'main · a000000' }),
    ).toHaveAttribute('title', own);
    expect(
      screen.getByRole('row', { name: /since main · a100000/ }),
    ).toBeVisible();
    first.unmount();

    const long = 'feature-checkout-in-one-step';
    const second = renderTab(listImages(long));
    const named = await findLayers(`checkout:${long}`);
    expect(
      named.getByRole('columnheader', { name: 'In previous?' }),
    ).toHaveAttribute('title', before);
    second.unmount();

    renderTab(listImages(long), `?version=${own}&compared=${before}`);
    const compared = await findLayers(`checkout:${long}`);
    expect(
      compared.getByRole('columnheader', { name: 'In the other?' }),
    ).toBeVisible();
  });

  it('shows 127 layers, and whole instructions on demand', async () => {
    renderTab(async () =>
      imagePage([
        checkoutImage({
          layers: Array.from({ length: 127 }, (_, index) =>
            layer(`${index}`, {
              createdBy: `RUN install package-number-${index} and some more`,
              inPrevious: index < 120,
            }),
          ),
        }),
      ]),
    );
    const section = await findLayers();
    const table = section.getByRole('table', { name: 'Layers' });
    expect(within(table).getAllByRole('row')).toHaveLength(1 + 127);
    expect(
      section.getByText(/The largest of its 7 new layers is/),
    ).toBeVisible();
    const user = userEvent.setup();
    await user.click(
      section.getByRole('button', { name: 'Show whole instructions' }),
    );
    expect(
      section.getByRole('button', { name: 'Shorten instructions' }),
    ).toBeVisible();
  });

  it('leaves out the size bar where the tab is narrow', async () => {
    const { ResizeObserver } = globalThis;
    globalThis.ResizeObserver = NarrowObserver;
    try {
      renderTab(async () => imagePage([checkoutImage()]));
      const section = await findLayers();
      const table = within(section.getByRole('table', { name: 'Layers' }));
      await waitFor(() =>
        expect(
          table.queryByRole('columnheader', { name: 'Size bar' }),
        ).not.toBeInTheDocument(),
      );
      expect(table.getByRole('columnheader', { name: 'MB' })).toBeVisible();
    } finally {
      globalThis.ResizeObserver = ResizeObserver;
    }
  });
});
