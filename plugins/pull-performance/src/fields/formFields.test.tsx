import {
  createExtensionTester,
  mockApis,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  FieldExtensionOptions,
  ScaffolderApi,
  scaffolderApiRef,
  TemplateParameterSchema,
} from '@backstage/plugin-scaffolder-react';
import {
  FormFieldBlueprint,
  Stepper,
} from '@backstage/plugin-scaffolder-react/alpha';
import { JsonValue } from '@backstage/types';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { responseError } from '../__testUtils__/errors';
import {
  fix,
  serviceCluster,
  serviceWorkload,
  workloadPage,
} from '../__testUtils__/fixes';
import { checkoutImage, imagePage } from '../__testUtils__/images';
import { apiMock } from '../__testUtils__/pages';
import { templateNamed } from '../__testUtils__/scaffolder';
import { PullPerformanceApi } from '../api';
import { fieldExtensions } from './fieldExtensions';
import { FilesPreview } from './FilesPreview';
import { ImagesPicker } from './ImagesPicker';
import { fieldNames } from './names';
import { TechniquePicker } from './TechniquePicker';
import { WorkloadPicker } from './WorkloadPicker';

const extensions: FieldExtensionOptions<any, any>[] = [
  { name: fieldNames.workload, component: WorkloadPicker },
  { name: fieldNames.images, component: ImagesPicker },
  { name: fieldNames.technique, component: TechniquePicker },
  { name: fieldNames.preview, component: FilesPreview },
];

/** The form of a template that uses all fields, as a scaffolder tells it. */
const manifest: TemplateParameterSchema = {
  title: 'Pre-pull',
  steps: [
    {
      title: 'What',
      schema: {
        required: ['target', 'images'],
        properties: {
          entityRef: { type: 'string', title: 'Service' },
          target: { type: 'string', 'ui:field': fieldNames.workload },
          images: {
            type: 'array',
            minItems: 1,
            errorMessage: 'Choose at least one image.',
            items: { type: 'string' },
            'ui:field': fieldNames.images,
          },
        },
      },
    },
    {
      title: 'How',
      schema: {
        properties: {
          technique: {
            type: 'string',
            default: 'auto',
            'ui:field': fieldNames.technique,
          },
        },
      },
    },
    {
      title: 'Preview',
      schema: {
        properties: {
          preview: {
            type: 'null',
            'ui:field': fieldNames.preview,
            'ui:options': { template: 'add-prepull-daemonset' },
          },
        },
      },
    },
  ],
};

const written = {
  path: 'deploy/prepull.yaml',
  change: 'created',
  content: 'kind: DaemonSet\n',
};

function renderForm(
  options: {
    api?: Partial<PullPerformanceApi>;
    dryRun?: ScaffolderApi['dryRun'];
    templates?: string[];
    values?: Record<string, JsonValue>;
    onCreate?: (values: Record<string, JsonValue>) => Promise<void>;
  } = {},
) {
  const {
    api,
    dryRun = jest.fn(async () => dryRunAnswer({ files: [written] })),
    templates = ['add-prepull-daemonset'],
    values = fix().values ?? {},
    onCreate = jest.fn(async () => {}),
  } = options;
  const scaffolder: Partial<ScaffolderApi> = { dryRun };
  renderInTestApp(
    <Stepper
      manifest={manifest}
      extensions={extensions}
      initialState={values}
      onCreate={onCreate}
    />,
    {
      apis: [
        apiMock({
          listImages: async () => imagePage([checkoutImage()]),
          ...api,
        }),
        mockApis.storage(),
        catalogApiMock({ entities: templates.map(templateNamed) }),
        [scaffolderApiRef, scaffolder],
      ],
    },
  );
  return { dryRun, onCreate, user: userEvent.setup() };
}

function dryRunAnswer(output: Record<string, unknown>) {
  return { directoryContents: [], log: [], steps: [], output };
}

const next = () => screen.getByRole('button', { name: /^(Next|Review)$/ });

describe('the fields of templates', () => {
  it('are filled from a deep link, offer what is known, and show the files', async () => {
    const { user, dryRun, onCreate } = renderForm();
    const workload = await screen.findByRole('combobox', { name: /Workload/ });
    expect(workload).toHaveDisplayValue(
      'Deployment checkout in shop (prod-weu)',
    );
    const images = screen.getByRole('group', { name: /Images/ });
    const app = within(images).getByRole('checkbox', {
      name: /checkout:2\.41\.0.*container app, 412 MB compressed/,
    });
    expect(app).toBeChecked();
    const migrate = within(images).getByRole('checkbox', {
      name: /migrate:1\.0\.0.*init container migrate, size unknown/,
    });
    await user.click(migrate);

    const another = within(images).getByRole('textbox', {
      name: 'Another image',
    });
    await user.type(another, 'NOT AN IMAGE{Enter}');
    expect(screen.getByText('This is no image reference.')).toBeVisible();
    await user.clear(another);
    await user.type(another, 'registry.example.com/shop/own:3{Enter}');
    expect(
      within(images).getByRole('checkbox', {
        name: /shop\/own:3.*entered by hand/,
      }),
    ).toBeChecked();
    await user.click(app);
    expect(app).not.toBeChecked();
    await user.click(next());

    // Kubernetes 1.34 without its gate being known.
    const auto = await screen.findByRole('radio', { name: 'Automatic' });
    expect(auto).toBeChecked();
    expect(auto).toHaveAccessibleDescription(
      /^Takes: Copied program\. A small static program is run .* v1\.34\.2, where image volumes need the feature gate/,
    );
    await user.click(screen.getByRole('radio', { name: 'Image volume' }));
    await user.click(next());

    await user.click(await screen.findByRole('button', { name: 'Show files' }));
    const file = await screen.findByRole('article', {
      name: 'deploy/prepull.yaml',
    });
    expect(file).toHaveTextContent('New: deploy/prepull.yaml');
    expect(file).toHaveTextContent('kind: DaemonSet');
    expect(within(file).getByRole('button', { name: 'Copy' })).toBeVisible();
    expect(screen.getByText('1 file would be written.')).toBeVisible();
    const values = {
      entityRef: 'component:default/checkout',
      target: 'prod-weu/shop/Deployment/checkout',
      images: [
        'registry.example.com/shop/migrate:1.0.0',
        'registry.example.com/shop/own:3',
      ],
      technique: 'image-volume',
    };
    expect(dryRun).toHaveBeenCalledWith({
      template: expect.objectContaining({
        metadata: { name: 'add-prepull-daemonset', namespace: 'default' },
      }),
      values,
      secrets: {},
      directoryContents: [],
    });

    await user.click(next());
    await user.click(await screen.findByRole('button', { name: 'Create' }));
    expect(onCreate).toHaveBeenCalledWith(expect.objectContaining(values));
  }, 30_000);

  it('keep what cannot work in sight, to be read but not chosen', async () => {
    const { user } = renderForm({
      api: {
        listWorkloads: async () =>
          workloadPage([serviceWorkload()], {
            clusters: [
              serviceCluster('prod-weu', { kubernetesVersions: ['v1.29.0'] }),
            ],
          }),
      },
    });
    await screen.findByRole('combobox', { name: /Workload/ });
    await user.click(next());
    const volume = await screen.findByRole('radio', { name: 'Image volume' });
    expect(volume).toHaveAttribute('aria-disabled', 'true');
    expect(volume).toHaveAccessibleDescription(
      /^Not possible\. .* v1\.29\.0, and image volumes exist from Kubernetes 1\.31 on/,
    );
    await user.click(volume);
    expect(screen.getByRole('radio', { name: 'Automatic' })).toBeChecked();
    await user.click(screen.getByRole('radio', { name: 'Copied program' }));
    expect(screen.getByRole('radio', { name: 'Copied program' })).toBeChecked();
  });

  it('take what is typed in when nothing is known, and say why', async () => {
    const { user } = renderForm({
      values: {},
      api: {
        listWorkloads: async () =>
          workloadPage([], {
            reason: {
              code: 'not-linked',
              what: 'checkout is not linked to a workload',
              why: 'It carries no annotation.',
              next: 'Add one.',
            },
          }),
        listImages: async () => imagePage([]),
      },
    });
    expect(
      (await screen.findAllByText(/Choose the service first/)).length,
    ).toBeGreaterThan(0);
    await user.type(
      screen.getByRole('textbox', { name: 'Service' }),
      'checkout',
    );
    expect(
      (await screen.findAllByText(/checkout is not linked to a workload/))[0],
    ).toHaveTextContent(/What to do: Add one\. No workload of this service/);
    await user.type(
      screen.getByRole('textbox', { name: /^Workload/ }),
      'prod/shop/Deployment/web',
    );
    await user.click(next());
    expect(await screen.findByText('Choose at least one image.')).toBeVisible();
    await user.type(
      screen.getByRole('textbox', { name: 'Another image' }),
      'shop/web:1{Enter}',
    );
    await user.click(next());
    expect(
      await screen.findByText(/Nothing is known of the nodes/),
    ).toBeVisible();
  });

  it('take another workload than those that were seen', async () => {
    const { user } = renderForm();
    const workload = await screen.findByRole('combobox', { name: /Workload/ });
    await user.selectOptions(workload, 'Another workload');
    const byHand = screen.getByRole('textbox', { name: /^Cluster, namespace/ });
    await user.clear(byHand);
    await user.type(byHand, 'prod-eus/shop/Deployment/web');
    expect(screen.getByText(/It was not seen among/)).toBeVisible();
    await user.selectOptions(
      workload,
      'Deployment checkout in shop (prod-weu)',
    );
    expect(byHand).not.toBeInTheDocument();
  });

  it('say that what is known could not be loaded, and ask again', async () => {
    const listWorkloads = jest
      .fn()
      .mockRejectedValueOnce(
        await responseError(503, { name: 'Error', message: 'away' }),
      )
      .mockResolvedValue(workloadPage([serviceWorkload()]));
    const { user } = renderForm({ api: { listWorkloads } });
    const alerts = await screen.findAllByRole('alert');
    expect(alerts[0]).toHaveTextContent(/could not be loaded \(away\)/);
    await user.click(within(alerts[0]).getByRole('button'));
    expect(
      await screen.findByRole('combobox', { name: /Workload/ }),
    ).toBeVisible();
  });
});

describe('the preview', () => {
  async function showFiles(options: Parameters<typeof renderForm>[0]) {
    const { user } = renderForm(options);
    await screen.findByRole('combobox', { name: /Workload/ });
    await user.click(next());
    await screen.findByRole('radio', { name: 'Automatic' });
    await user.click(next());
    await user.click(await screen.findByRole('button', { name: 'Show files' }));
  }

  it.each([
    [
      'may not be run',
      responseError(403, { name: 'NotAllowedError', message: 'no' }),
      /needs the permissions scaffolder\.template\.dry-run/,
    ],
    [
      'has values that do not fit',
      Promise.resolve(
        new Error(
          'Request failed with status 400 Bad Request, {"errors":[{"stack":"instance.images does not meet minimum length of 1"},7]}',
        ),
      ),
      /not valid yet:images does not meet minimum length of 1$/,
    ],
    [
      'fails in a step',
      responseError(400, {
        name: 'InputError',
        message: '\u001b[31mThe entity has no source\u001b[39m',
      }),
      /could not be run: The entity has no source$/,
    ],
  ])('says so when the template %s', async (_, error, words) => {
    const failure = await error;
    await showFiles({ dryRun: async () => Promise.reject(failure) });
    expect(await screen.findByRole('alert')).toHaveTextContent(words);
  });

  it.each([
    [{ files: [] }, 'Nothing would be changed'],
    [{ files: '[]' }, 'Nothing would be changed'],
    [{ files: 7 }, 'did not say which files'],
    [{}, 'did not say which files'],
    [
      { files: [null, { path: 7 }, { path: 'old.yaml', change: 'removed' }] },
      '1 file would be written',
    ],
  ])('tells what came of %j', async (output, words) => {
    await showFiles({ dryRun: async () => dryRunAnswer(output) });
    expect(await screen.findByText(new RegExp(words))).toBeVisible();
  });

  it('says that the catalog does not have the template', async () => {
    await showFiles({ templates: [] });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The template add-prepull-daemonset is not in the catalog, or you may not read it.',
    );
  });
});

describe('the extensions', () => {
  it('bring fields under the names that templates use', async () => {
    const { formFieldLoader } = FormFieldBlueprint.dataRefs;
    const [workload, images, technique, preview] = fieldExtensions;
    const names = await Promise.all([
      createExtensionTester(workload).get(formFieldLoader)(),
      createExtensionTester(images).get(formFieldLoader)(),
      createExtensionTester(technique).get(formFieldLoader)(),
      createExtensionTester(preview).get(formFieldLoader)(),
    ]);
    expect(names).toEqual(
      Object.values(fieldNames).map(name => expect.objectContaining({ name })),
    );
  });
});
