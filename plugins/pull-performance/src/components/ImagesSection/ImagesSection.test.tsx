import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { responseError } from '../../__testUtils__/errors';
import {
  checkoutImage,
  digest,
  hiddenImage,
  imagePage,
  layer,
  serviceImage,
  version,
} from '../../__testUtils__/images';
import { apiMock, renderEntityPage } from '../../__testUtils__/pages';
import { PullPerformanceApi } from '../../api';

function renderTab(listImages: PullPerformanceApi['listImages'], query = '') {
  return renderEntityPage({
    only: 'entity-content:pull-performance',
    api: apiMock({ listImages }),
    path: `/${query}`,
  });
}

async function findSection(name: string) {
  return within(await screen.findByRole('region', { name, busy: false }));
}

/** A sidecar of one version, in a lazy format, whose tag moved. */
function sidecar() {
  return serviceImage({
    reference: 'ghcr.io/example/shipper:latest',
    digest: digest('c0'),
    platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
    uses: [
      {
        cluster: 'prod-weu',
        namespace: 'shop',
        kind: 'Deployment',
        name: 'checkout',
        container: 'shipper',
        containerKind: 'container',
      },
    ],
    useCount: 14,
    nodeCount: 12,
    compressedBytes: 31.2e6,
    layers: [layer('c1', { compressedBytes: 31.2e6, format: 'estargz' })],
    versions: [version('latest', 'c0', '2026-11-18T09:00:00Z')],
    tagMoved: true,
    lazyPull: {
      format: 'all',
      onNodes: 'unknown',
      reason: { code: 'nodes-unknown', what: 'a', why: 'b', next: 'c' },
    },
  });
}

describe('ImagesSection', () => {
  it('has a row for each image that runs, with what is known of it', async () => {
    renderTab(async () =>
      imagePage([checkoutImage(), sidecar(), hiddenImage()]),
    );
    const section = await findSection('Images');
    expect(
      await section.findByText(
        /^3 images run now\. The largest is checkout:2\.41\.0 with 412 MB\. The layers of 2 of 3 are known\. proxy:1\.9: The registry private\.example\.com refuses/,
      ),
    ).toBeVisible();
    const rows = section.getAllByRole('row').map(row => row.textContent);
    expect(rows).toEqual([
      'ImageCompressed (MB)LayersFormatReuseDownloaded again (MB)Used by',
      expect.stringMatching(
        /^checkout:2\.41\.0registry\.example\.com\/shop · linux\/amd64 412\.09gzip74.%107\.0since 2\.40\.3app in prod-weu, staging-weu on 18 nodes$/,
      ),
      'shipper:latestghcr.io/example · linux/arm64/v8 tag moved31.21eStargzlazy format, nodes unknownfirst version–shipper and 13 more containersin prod-weu on 12 nodes',
      'proxy:1.9private.example.com/mesh 61.3as a node tells itUnknownUnknownUnknownUnknownproxy (init) in prod-weu',
    ]);
  });

  it('shows the layers of the chosen image, and keeps the choice in the URL', async () => {
    const page = imagePage([checkoutImage(), sidecar(), hiddenImage()]);
    const first = renderTab(async () => page);
    await findSection('Layers of checkout:2.41.0');
    const choice = screen.getByRole('radio', {
      name: 'Show the layers of checkout:2.41.0',
    });
    expect(choice).toBeChecked();
    const user = userEvent.setup();
    choice.focus();
    await user.keyboard('{ArrowDown}');
    expect(
      screen.getByRole('radio', { name: 'Show the layers of shipper:latest' }),
    ).toBeChecked();
    const layers = await findSection('Layers of shipper:latest');
    expect(
      layers.getByText(/^This is the first version that was seen/),
    ).toBeVisible();
    expect(layers.getByText(/^The tag of shipper:latest stands/)).toBeVisible();
    expect(
      layers.getByRole('row', { name: /^Instruction unknown sha256:c100/ }),
    ).toHaveTextContent(
      /31\.2only this0 of 180 of 18 nodes certainly had iteStargz$/,
    );
    expect(
      layers.getByText('All of its bytes are in a lazy format.'),
    ).toBeVisible();
    expect(layers.getByText('On its nodes: unknown.')).toBeVisible();
    expect(
      layers.queryByRole('button', { name: 'Compare versions' }),
    ).not.toBeInTheDocument();
    first.unmount();

    renderTab(
      async () => page,
      `?image=${encodeURIComponent(hiddenImage().reference)}`,
    );
    const hidden = await findSection('Layers of proxy:1.9');
    expect(
      hidden.getByRole('heading', {
        name: 'The registry private.example.com refuses to show mesh/proxy',
      }),
    ).toBeVisible();
    expect(
      hidden.getByText(
        'It asks for credentials and the portal has none for it. Add the registry with credentials to pullPerformance.registries.',
      ),
    ).toBeVisible();
    expect(
      hidden.getByText(/^A node tells that the whole image has 61 MB\./),
    ).toBeVisible();
    expect(hidden.queryByRole('table')).not.toBeInTheDocument();
  });

  it('asks for the chosen cluster, page by page', async () => {
    const listImages = jest.fn<
      ReturnType<PullPerformanceApi['listImages']>,
      Parameters<PullPerformanceApi['listImages']>
    >(async ({ cursor }) =>
      cursor
        ? imagePage([sidecar()], { totalItems: 26 })
        : imagePage([checkoutImage()], { totalItems: 26, nextCursor: 'two' }),
    );
    renderTab(listImages, '?cluster=prod-weu');
    const section = await findSection('Images');
    expect(await section.findByText('26 images run now.')).toBeVisible();
    const user = userEvent.setup();
    await user.click(section.getByRole('button', { name: 'Older images' }));
    expect(
      await section.findByRole('row', { name: /shipper:latest/ }),
    ).toBeVisible();
    await findSection('Layers of shipper:latest');
    expect(listImages).toHaveBeenLastCalledWith({
      entityRef: 'component:default/checkout',
      cluster: 'prod-weu',
      limit: 25,
      cursor: 'two',
    });
  });

  it('says why there is no image, and then shows no layers', async () => {
    const first = renderTab(async () =>
      imagePage([], {
        reason: {
          code: 'no-image',
          what: 'No image is known yet',
          why: 'No cluster told which images run.',
          next: 'Look at Collection below.',
        },
      }),
    );
    const section = await findSection('Images');
    expect(
      await section.findByRole('heading', { name: 'No image is known yet' }),
    ).toBeVisible();
    expect(
      section.getByText(
        'No cluster told which images run. Look at Collection below.',
      ),
    ).toBeVisible();
    expect(
      screen.queryByRole('region', { name: /^Layers/ }),
    ).not.toBeInTheDocument();
    first.unmount();

    renderTab(async () => imagePage([]));
    expect(
      await screen.findByText(
        'No container of this service runs an image now.',
      ),
    ).toBeVisible();
  });

  it('fails alone and tries again', async () => {
    const listImages = jest
      .fn()
      .mockRejectedValueOnce(
        await responseError(500, { name: 'Error', message: 'no such table' }),
      )
      .mockResolvedValue(imagePage([checkoutImage()]));
    renderTab(listImages);
    const section = await findSection('Images');
    expect(await section.findByRole('alert')).toHaveTextContent(
      '500: no such table',
    );
    expect(
      (await findSection('Layers')).getByText(/needs the images/),
    ).toBeVisible();
    const user = userEvent.setup();
    await user.click(section.getByRole('button', { name: 'Try again' }));
    expect(
      await section.findByText('1 image runs now.', { exact: false }),
    ).toBeVisible();
    await findSection('Layers of checkout:2.41.0');
  });
});
