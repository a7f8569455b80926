import azure from '@backstage-community/plugin-scaffolder-backend-module-azure-devops';
import {
  createServiceFactory,
  coreServices,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import catalog from '@backstage/plugin-catalog-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import entityModel from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';
import scaffolder from '@backstage/plugin-scaffolder-backend';
import github from '@backstage/plugin-scaffolder-backend-module-github';
import gitlab from '@backstage/plugin-scaffolder-backend-module-gitlab';
import { TemplateEntityV1beta3 } from '@backstage/plugin-scaffolder-common';
import { fixTemplates } from 'backstage-plugin-pull-performance-common';
import { setTimeout as pause } from 'node:timers/promises';
import { fakePullPerformance } from './__testUtils__/fakePullPerformance';
import { fakeReader } from './__testUtils__/fakeReader';
import feature from './index';
import { readTemplateFiles, templatesFolder } from './templates/templateFiles';

jest.setTimeout(120_000);

const deployment = `# Shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example.com/shop/web:1.2 # by the pipeline
          imagePullPolicy: Always
`;

const workflow = `name: build
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: docker/setup-buildx-action@v3
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: registry.example.com/shop/web:\${{ github.sha }}
`;

const files = {
  'deploy/web.yaml': deployment,
  '.github/workflows/build.yml': workflow,
  Dockerfile: 'FROM scratch\n',
};

function component(name: string, location?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: {
        'backstage.io/managed-by-location': 'file:/somewhere',
        ...(location && { 'backstage.io/source-location': location }),
      },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'shop' },
  };
}

const addresses = {
  github: 'https://github.com/shop/web/tree/main/',
  gitlab: 'https://gitlab.example.com/shop/web/-/tree/main/',
  azure: 'https://dev.azure.com/contoso/shop/_git/web?version=GBmain',
  bitbucketCloud: 'https://bitbucket.org/shop/web/src/main/',
};

const done = 'https://github.com/shop/done/tree/main/';
const tokenless = 'https://ghe.example.com/shop/web/tree/main/';

interface DryRun {
  log: { body: { stepId?: string; message: string } }[];
  directoryContents: { path: string; base64Content: string }[];
  output: {
    files: { path: string; change: string; content: string }[];
    links: { title: string; url?: string }[];
    text: { title: string; content: string }[];
  };
  steps: { id: string }[];
}

const dryRunPath = '/api/scaffolder/v2/dry-run';

describe('templates in a scaffolder', () => {
  const facts = fakePullPerformance();
  const source = fakeReader(
    Object.fromEntries([
      ...[...Object.values(addresses), tokenless].map(url => [url, files]),
      [done, { 'web.yaml': deployment.replace('Always', 'IfNotPresent') }],
    ]),
  );
  const templates = new Map<string, TemplateEntityV1beta3>();
  let server: Awaited<ReturnType<typeof startTestBackend>>['server'];

  beforeAll(async () => {
    for (const file of await readTemplateFiles(templatesFolder())) {
      if ('error' in file) throw file.error;
      templates.set(file.template.metadata.name, file.template);
    }
    const backend = await startTestBackend({
      features: [
        scaffolder,
        github,
        gitlab,
        azure,
        feature,
        facts.feature,
        catalogServiceMock.factory({
          entities: [
            ...Object.entries(addresses).map(([name, address]) =>
              component(name.toLowerCase(), `url:${address}`),
            ),
            component('tokenless', `url:${tokenless}`),
            component('private', 'url:https://ghe.example.com/shop/private'),
            component('done', `url:${done}`),
            component('local'),
            component('elsewhere', 'url:https://git.example.org/shop/web'),
          ],
        }),
        createServiceFactory({
          service: coreServices.urlReader,
          deps: {},
          factory: () => mockServices.urlReader.mock(source.reader),
        }),
        mockServices.rootConfig.factory({
          data: {
            integrations: {
              github: [
                { host: 'github.com', token: 'gh-secret' },
                {
                  host: 'ghe.example.com',
                  apiBaseUrl: 'https://ghe.example.com/api/v3',
                },
              ],
              gitlab: [
                {
                  host: 'gitlab.example.com',
                  apiBaseUrl: 'https://gitlab.example.com/api/v4',
                  token: 'gl-secret',
                },
              ],
              azure: [
                {
                  host: 'dev.azure.com',
                  credentials: [{ personalAccessToken: 'az-secret' }],
                },
              ],
              bitbucketCloud: [{ username: 'shop', token: 'bb-secret' }],
            },
          },
        }),
      ],
    });
    server = backend.server;
  });

  async function post(values: object, name: string) {
    const response = await fetch(
      `http://127.0.0.1:${server.port()}${dryRunPath}`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: mockCredentials.user.header(),
        },
        body: JSON.stringify({
          template: templates.get(name),
          values,
          secrets: {},
          directoryContents: [],
        }),
      },
    );
    const text = await response.text();
    return { status: response.status, text };
  }

  async function dryRun(values: object, name = 'add-prepull-daemonset') {
    const { status, text } = await post(values, name);
    if (status !== 200) throw new Error(text);
    const answer: DryRun = JSON.parse(text);
    const ran = new Set(
      answer.log
        .filter(({ body }) =>
          /^.*Running .* in dry-run mode/.test(body.message),
        )
        .map(({ body }) => body.stepId),
    );
    return { ...answer, text, ran: [...ran] };
  }

  const target = 'prod-eu/shop/Deployment/web';
  const images = ['registry.example.com/shop/web:1.2'];
  const estargz = { image: 'registry.example.com/shop/web' };
  const esgz = (entityRef: string) =>
    dryRun({ entityRef, ...estargz }, 'add-estargz-build');

  it('writes what a pull request would bring, and nothing else', async () => {
    const run = await esgz('component:default/github');
    expect(run.directoryContents.map(({ path }) => path)).toEqual([
      '.github/workflows/build.yml',
    ]);
    const [file] = run.output.files;
    expect(file).toMatchObject({
      path: '.github/workflows/build.yml',
      change: 'changed',
    });
    expect(
      Buffer.from(run.directoryContents[0].base64Content, 'base64').toString(),
    ).toBe(file.content);
    // What looks like an expression of ours in a file stays as it is.
    expect(file.content).toContain(`shop/web:\${{ github.sha }}\n`);
    expect(run.output.text.map(({ title }) => title)).toEqual([
      'What it does',
      'What was measured',
    ]);
    expect(run.output.text[1].content).toContain(
      '- Pull time: grade D, 31.0 s. Waits of 40 pulls in prod-eu.',
    );
    expect(run.text).not.toContain('secret"');
  });

  it.each([
    ['github', ['github']],
    ['gitlab', ['gitlab']],
    ['azure', ['azureClone', 'azurePlace', 'azurePush', 'azurePullRequest']],
  ])('opens it on %s by the location of the source', async (name, steps) => {
    const run = await esgz(`component:default/${name}`);
    const isAzure = name === 'azure';
    expect(run.ran).toEqual([
      ...['facts', 'source', 'edit'],
      ...(isAzure ? steps : []),
      'place',
      ...(isAzure ? [] : steps),
      'record',
    ]);
    expect(run.output.links[0].title).toBe('Pull request');
    expect(run.text).not.toMatch(/(gh|gl|az|bb)-secret/);
  });

  it.each([
    [
      'bitbucketcloud',
      '@backstage/plugin-scaffolder-backend-module-bitbucket-cloud',
    ],
    ['tokenless', 'has no token'],
    ['private', 'The source was not read either'],
    ['local', 'location of type file'],
    ['elsewhere', 'git.example.org'],
  ])('gives the files to download for %s', async (name, reason) => {
    const run = await esgz(`component:default/${name}`);
    expect(run.ran).toEqual(['facts', 'source', 'edit', 'place']);
    expect(run.output.links.map(({ title }) => title)).toEqual(['Service']);
    const [text] = run.output.text;
    expect(text.title).toBe('Files to put into the repository');
    expect(text.content).toContain(reason);
    expect(run.output.files.length).toBeGreaterThan(0);
    for (const file of run.output.files) {
      expect(text.content).toContain(`\`${file.path}\``);
      expect(text.content).toContain(file.content);
    }
  });

  it.each([
    ['daemonset', 'DaemonSet'],
    ['cronjob', 'CronJob'],
  ])('writes a pre-pull with %s', async (mode, kind) => {
    const run = await dryRun(
      {
        entityRef: 'component:default/github',
        target,
        images,
        mode,
        technique: 'auto',
        layout: 'auto',
        preview: null,
        ...(mode === 'cronjob' && {
          schedule: '0 5 * * 1-5',
          timeZone: 'Europe/Berlin',
        }),
      },
      'add-prepull-daemonset',
    );
    const [file] = run.output.files;
    expect(file.content).toContain(`kind: ${kind}`);
    expect(run.directoryContents.map(({ path }) => path)).toEqual([file.path]);
    expect(run.ran).toContain('github');
    expect(run.text).toMatch(/pull-performance\/prepull-[0-9a-f]{16}/);
  });

  it('sets a pull policy, and opens nothing when it is set', async () => {
    const values = { target, tagsAreImmutable: true };
    const run = await dryRun(
      { entityRef: 'component:default/github', ...values },
      'set-pull-policy',
    );
    expect(run.output.files).toEqual([
      {
        path: 'deploy/web.yaml',
        change: 'changed',
        content: deployment.replace('Always', 'IfNotPresent'),
      },
    ]);
    const again = await dryRun(
      { entityRef: 'component:default/done', ...values },
      'set-pull-policy',
    );
    expect(again.ran).toEqual(['facts', 'source', 'edit', 'place']);
    expect(again.output.text[0].title).toBe('Nothing was changed');
    expect(again.directoryContents).toEqual([]);
  });

  it('says which line to change where the repository cannot be read', async () => {
    const { ran, output } = await dryRun(
      {
        entityRef: 'component:default/local',
        ...{ target, containers: ['web'] },
      },
      'set-pull-policy',
    );
    expect(ran).toEqual(['facts', 'source']);
    expect(output.links.map(({ title }: { title: string }) => title)).toEqual([
      'Service',
    ]);
    expect(output.text.map(({ title }: { title: string }) => title)).toEqual([
      'What to change',
      'What was measured',
    ]);
    expect(output.text[0].content).toContain(
      'set `imagePullPolicy: IfNotPresent` for the containers `web`',
    );
  });

  it('asks for facts on behalf of the user', async () => {
    facts.asked.length = 0;
    await esgz('component:default/github');
    expect(facts.asked.map(({ url }) => url?.split('?')[0])).toEqual(
      ['scorecard', 'fixes', 'images', 'workloads'].map(
        what => `/v1/entities/component/default/github/${what}`,
      ),
    );
    for (const { principal } of facts.asked) {
      expect(principal).toMatchObject({
        type: 'user',
        userEntityRef: 'user:default/mock',
      });
    }
    expect(facts.recorded).toEqual([]);
  });

  it.each<[string, object]>([
    ['add-estargz-build', { image: '$(touch /tmp/x)' }],
    ['add-estargz-build', { image: '${{ environment.secrets }}' }],
    ['add-estargz-build', { image: 'a\nb' }],
    ['add-estargz-build', { image: 'x'.repeat(501) }],
    ['add-estargz-build', { ...estargz, context: '../..' }],
    ['add-estargz-build', { ...estargz, workflow: '/etc/passwd' }],
    ['add-prepull-daemonset', { target: 'shop/web', images }],
    ['add-prepull-daemonset', { target: 'a/b/c/../d', images }],
    ['add-prepull-daemonset', { target: 'a/b/c/d\ne', images }],
    ['add-prepull-daemonset', { target: 'a/b/c/d', images }],
    ['add-prepull-daemonset', { target, images: [] }],
    ['add-prepull-daemonset', { target, images: ['a b'] }],
    ['add-prepull-daemonset', { target, images: ['&anchor'] }],
    ['add-prepull-daemonset', { target, images, technique: 'sh' }],
    [
      'add-prepull-daemonset',
      { target, images, mode: 'cronjob', schedule: '$(date)' },
    ],
    ['set-pull-policy', { target: 'a/b' }],
    ['set-pull-policy', { target, containers: ['a: b'] }],
  ])('refuses what is hostile in %s: %j', async (name, values) => {
    const { status, text } = await post(
      {
        entityRef: 'component:default/github',
        mode: 'daemonset',
        technique: 'auto',
        ...values,
      },
      name,
    );
    expect(status).toBe(400);
    expect(text).not.toContain('not registered');
  });

  it('says that there is no such entity', async () => {
    const { status, text } = await post(
      { entityRef: 'component:default/nobody', ...estargz },
      'add-estargz-build',
    );
    expect(status).toBe(404);
    expect(text).toContain('component:default/nobody');
  });
});

describe('templates', () => {
  it('publish in the same way', async () => {
    const steps = await Promise.all(
      (
        await readTemplateFiles(templatesFolder())
      ).map(async file => {
        if ('error' in file) throw file.error;
        const all = file.template.spec.steps;
        expect(all.slice(0, 3).map(({ id }) => id)).toEqual([
          'facts',
          'source',
          'edit',
        ]);
        return all.slice(3).map(({ id, if: condition, action, input }) => ({
          id,
          if: condition,
          action,
          inputs: Object.keys(input ?? {}),
        }));
      }),
    );
    expect(steps[0].length).toBe(10);
    for (const others of steps) expect(others).toEqual(steps[0]);
  });

  it('arrive in the catalog', async () => {
    const { server } = await startTestBackend({
      features: [
        catalog,
        entityModel,
        feature,
        mockServices.rootConfig.factory({
          data: {
            pullPerformance: { templates: { owner: 'sre' } },
            // As strict as a portal may be.
            catalog: { rules: [{ allow: ['Component'] }] },
          },
        }),
      ],
    });
    const read = async (): Promise<TemplateEntityV1beta3[]> => {
      const response = await fetch(
        `http://127.0.0.1:${server.port()}/api/catalog/entities?filter=kind=template`,
        { headers: { authorization: mockCredentials.service.header() } },
      );
      return response.json();
    };
    const deadline = Date.now() + 60_000;
    let found = await read();
    while (found.length < 3 && Date.now() < deadline) {
      await pause(200);
      found = await read();
    }
    expect(
      found.map(({ metadata, spec }) => [metadata.name, spec.owner]).sort(),
    ).toEqual([
      [fixTemplates.estargz, 'group:default/sre'],
      [fixTemplates.prepull, 'group:default/sre'],
      [fixTemplates.pullPolicy, 'group:default/sre'],
    ]);
  });
});
