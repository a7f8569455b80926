import { createMockDirectory } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import fc from 'fast-check';
import { createPullPolicySetAction } from './createPullPolicySetAction';
import { whyNotFixed } from './permanence';

const directory = createMockDirectory();
const action = createPullPolicySetAction();
type Context = Parameters<typeof action.handler>[0];
type Input = Context['input'];

const workload = { kind: 'Deployment', name: 'web', namespace: 'shop' };

async function run(input: Partial<Input> = {}) {
  const output = jest.fn();
  const context: Context = {
    ...createMockActionContext<Input>({
      workspacePath: directory.path,
      input: { workload, ...input },
    }),
    output,
  };
  await action.handler(context);
  const outputs: Record<string, unknown> = Object.fromEntries(
    output.mock.calls,
  );
  return {
    files: outputs.files as { path: string; content?: string }[],
    changed: outputs.changed,
    summary: String(outputs.summary),
    warnings: outputs.warnings as string[],
  };
}

const manifest = `# of the team
apiVersion: v1
kind: Service
metadata: {name: web}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      initContainers:
      - name: migrate   # first
        image: "registry.example.com/shop/migrate:1.2.3"
        imagePullPolicy: Always # why?
      containers:
        - image: registry.example.com/shop/web:1.2.3
          name: web
          imagePullPolicy: 'Always'
        - name: proxy
          image: registry.example.com/proxy@sha256:${'a'.repeat(64)}
          env: []
        - { name: log, image: 'registry.example.com/log:latest', imagePullPolicy: Always }
        - { name: cache, image: 'registry.example.com/cache:1.0.1', imagePullPolicy: Never }
`;

describe('pull-performance:pull-policy:set in a manifest', () => {
  it('sets it where the image cannot change, and nothing else', async () => {
    directory.setContent({ deploy: { 'web.yaml': manifest } });
    const { files, summary, warnings } = await run({ tagsAreImmutable: true });
    expect(files).toEqual([
      {
        path: 'deploy/web.yaml',
        change: 'changed',
        content: manifest
          .replace('Always # why?', 'IfNotPresent # why?')
          .replace("'Always'", "'IfNotPresent'"),
      },
    ]);
    expect(warnings).toEqual([
      expect.stringMatching(/^log stays as it is: the tag latest.*moves/),
    ]);
    expect(summary).toContain('migrate in deploy/web.yaml (was Always)');
    expect(summary).toContain('write Always again for web');
    expect(summary).toContain('AlwaysPullImages');
    expect(await run({ tagsAreImmutable: true })).toMatchObject({
      changed: false,
      files: [],
    });
  });

  it('sets it for containers that are named, and says why not', async () => {
    directory.setContent({ 'web.yaml': manifest });
    const { files, warnings } = await run({
      containers: ['proxy', 'cache', 'web'],
    });
    expect(files[0].content).toBe(
      manifest.replace(
        /(@sha256:a+\n)/,
        '$1          imagePullPolicy: IfNotPresent\n',
      ),
    );
    expect(warnings).toEqual([
      expect.stringMatching(/^web .*tagsAreImmutable: true/),
      expect.stringMatching(/^cache .*Never/),
    ]);
    await expect(run({ containers: ['nobody'] })).rejects.toThrow(
      /no container "nobody"/,
    );
  });

  it.each([
    [false, true],
    [true, false],
    [undefined, false],
  ])('believes what the registry showed: moved %s', async (moved, isSet) => {
    directory.setContent({ 'web.yaml': manifest });
    const image = 'registry.example.com/shop/web:1.2.4';
    const { changed } = await run({
      // What runs counts, not what a pipeline fills in later.
      workload: {
        ...workload,
        containers: [{ name: 'web', image, pullPolicy: 'Always' }],
      },
      images: [{ reference: image, tagMoved: moved }],
      containers: ['web'],
    });
    expect(changed).toBe(isSet);
  });

  it('does not believe a user against the registry', async () => {
    directory.setContent({ 'web.yaml': manifest });
    const reference = 'registry.example.com/shop/web:1.2.3';
    const { changed, summary } = await run({
      images: [{ reference, tagMoved: true }],
      containers: ['web'],
      tagsAreImmutable: true,
    });
    expect(changed).toBe(false);
    expect(summary).toContain('was seen to move');
  });

  it.each([
    [
      'CronJob',
      'spec: {jobTemplate: {spec: {template: {spec: {containers: [CONTAINER]}}}}}',
    ],
    ['Pod', 'spec: {containers: [CONTAINER]}'],
    ['StatefulSet', 'spec: {template: {spec: {initContainers: [CONTAINER]}}}'],
  ])('knows where a %s has its containers', async (kind, spec) => {
    const text = `kind: ${kind}\nmetadata: {name: web}\n${spec.replace(
      'CONTAINER',
      '{name: web, image: "a/b:1.2.3", imagePullPolicy: Always}',
    )}\n`;
    directory.setContent({ 'web.yaml': text });
    const { files } = await run({
      workload: { ...workload, kind },
      tagsAreImmutable: true,
    });
    expect(files[0].content).toBe(text.replace('Always', 'IfNotPresent'));
  });

  it('finds it through Kustomize, and tells of patches', async () => {
    const base = manifest.replace('  namespace: shop\n', '');
    const patch =
      'kind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, imagePullPolicy: Always}]}}}\n';
    directory.setContent({
      base: {
        'kustomization.yaml': 'resources: [web.yaml]\n',
        'web.yaml': base,
      },
      prod: {
        'kustomization.yaml':
          'namespace: shop\nnamePrefix: prod-\nresources: [../base]\npatches: [{path: patch.yaml}]\n',
        'patch.yaml': patch,
      },
    });
    const { files, warnings } = await run({
      workload: { ...workload, name: 'prod-web' },
      containers: ['web'],
      tagsAreImmutable: true,
    });
    expect(files.map(({ path }) => path)).toEqual(['base/web.yaml']);
    expect(warnings).toEqual([expect.stringContaining('"prod/patch.yaml"')]);
  });

  it('asks which, where there are several or none', async () => {
    directory.setContent({ 'a.yaml': manifest, 'b.yaml': manifest });
    const input = { containers: ['web'], tagsAreImmutable: true };
    await expect(run(input)).rejects.toThrow(
      /"a.yaml", "b.yaml"\. Give manifest/,
    );
    const { files } = await run({ ...input, manifest: './b.yaml' });
    expect(files.map(({ path }) => path)).toEqual(['b.yaml']);
    await expect(run({ ...input, manifest: '../b.yaml' })).rejects.toThrow(
      /leads out/,
    );
    await expect(
      run({ workload: { kind: 'Deployment', name: 'api' } }),
    ).rejects.toThrow(/Give manifest/);
  });

  it('refuses to edit what anchors share', async () => {
    const text = `kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      initContainers:
        - &c { name: one, image: 'a/b:1.2.3', imagePullPolicy: Always }
      containers:
        - { <<: *c, name: web }
`;
    directory.setContent({ 'web.yaml': text });
    await expect(
      run({ containers: ['one'], tagsAreImmutable: true }),
    ).rejects.toThrow(/by hand/);
    expect(directory.content({ shouldReadAsText: true })).toEqual({
      'web.yaml': text,
    });
  });

  it('copies changed files', async () => {
    directory.setContent({ source: { 'web.yaml': manifest } });
    await run({
      path: 'source',
      changesPath: 'changes',
      tagsAreImmutable: true,
    });
    expect(
      directory.content({ path: 'changes', shouldReadAsText: true }),
    ).toEqual({ 'web.yaml': expect.stringContaining('IfNotPresent') });
  });
});

describe('pull-performance:pull-policy:set in the values of a chart', () => {
  const values = `# values\nimage:\n  repository: registry.example.com/shop/web\n  pullPolicy: Always # hm\n  tag: ""\n`;
  const chart = {
    'Chart.yaml': 'name: web\nappVersion: "1.2.3"\n',
    'values.yaml': values,
    templates: {
      'deployment.yaml':
        'kind: Deployment\nspec: {{ .Values.image.pullPolicy }}\n',
    },
  };

  it('sets it, and tells of other values', async () => {
    directory.setContent({
      chart: { ...chart, 'values-prod.yaml': 'image: {pullPolicy: Always}\n' },
    });
    const { files, warnings } = await run({ tagsAreImmutable: true });
    expect(files).toEqual([
      {
        path: 'chart/values.yaml',
        change: 'changed',
        content: values.replace('Always', 'IfNotPresent'),
      },
    ]);
    expect(warnings).toEqual([expect.stringContaining('values-prod.yaml')]);
  });

  it('judges what runs', async () => {
    directory.setContent(chart);
    const image = 'registry.example.com/shop/web:main';
    const { changed, warnings } = await run({
      workload: {
        ...workload,
        containers: [
          { name: 'side', image: 'a/b:1.2.3' },
          { name: 'web', image },
        ],
      },
      tagsAreImmutable: true,
    });
    expect(changed).toBe(false);
    expect(warnings).toEqual([expect.stringMatching(/^web .*tag main/)]);
  });

  it('asks which chart', async () => {
    directory.setContent({ a: chart, b: chart });
    await expect(run({ tagsAreImmutable: true })).rejects.toThrow(
      /Several charts/,
    );
    const { files } = await run({
      tagsAreImmutable: true,
      manifest: 'b/values.yaml',
    });
    expect(files.map(({ path }) => path)).toEqual(['b/values.yaml']);
  });
});

describe('whyNotFixed', () => {
  const said = { tagsAreImmutable: true };

  it.each([
    '1.2.3',
    '1.2',
    'v1.2.3-alpine',
    '20241122',
    '4711',
    'main-3f2a1bc',
    'abc1234',
  ])('takes the tag %s', tag => {
    expect(whyNotFixed(`a/b:${tag}`, said)).toBeUndefined();
    expect(whyNotFixed(`a/b:${tag}`, { tagsAreImmutable: false })).toContain(
      'nothing tells',
    );
  });

  it.each([
    'latest',
    'main',
    'master',
    'dev',
    'edge',
    'nightly',
    'stable',
    '1',
    'v2',
    '20-alpine',
    '1.4-SNAPSHOT',
    'nightly-2024',
    'prod',
  ])('does not take the tag %s', tag => {
    expect(whyNotFixed(`a/b:${tag}`, said)).toContain('moves');
  });

  it('takes digests, and no tag for latest', () => {
    expect(
      whyNotFixed(`a/b@sha256:${'0'.repeat(64)}`, { tagsAreImmutable: false }),
    ).toBeUndefined();
    expect(whyNotFixed('a/b', said)).toContain('latest');
    expect(whyNotFixed('{{ .Values.image }}', said)).toContain('no reference');
  });

  it('never takes what cannot be read', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 50 }), text => {
        expect(whyNotFixed(`${text} `, said)).toBeDefined();
      }),
    );
  });
});
