import { createMockDirectory } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createPrepullAddAction } from './createPrepullAddAction';
import { examples } from './createPrepullAddAction.examples';

type Action = ReturnType<typeof createPrepullAddAction>;
type Context = Parameters<Action['handler']>[0];
type Input = Context['input'];

const golden = join(__dirname, '__fixtures__');

const workload = {
  kind: 'Deployment',
  name: 'web',
  namespace: 'shop',
  settings: { serviceAccount: 'web', imagePullSecrets: ['registry'] },
};
const input: Input = {
  path: 'source',
  workload,
  images: ['registry.example.com/shop/web:1.2'],
};

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec: {}
`;

describe('pull-performance:prepull:add', () => {
  const directory = createMockDirectory();
  const action = createPrepullAddAction();

  async function run(more: Partial<Input> = {}) {
    const output = new Map<string, unknown>();
    await action.handler({
      ...createMockActionContext({ workspacePath: directory.path }),
      input: { ...input, ...more },
      output: (name: string, value: unknown) => output.set(name, value),
    });
    return Object.fromEntries(output) as {
      files: { path: string; change: string; content?: string }[];
      changed: boolean;
      summary: string;
      warnings: string[];
      marker?: string;
      technique?: string;
      techniqueReason?: string;
      layout?: string;
      directory?: string;
    };
  }

  const source = () => directory.content({ path: 'source' });

  /** Adds, adds again, changes and removes; tells what the first run did. */
  async function roundTrip(
    files: Record<string, string>,
    more: Partial<Input> = {},
  ) {
    directory.setContent({ source: files });
    const before = source();
    const first = await run(more);
    expect(first.changed).toBe(true);
    const added = source();

    const second = await run(more);
    expect(second.changed).toBe(false);
    expect(second.files).toEqual([]);
    expect(second.marker).toBe(first.marker);
    expect(source()).toEqual(added);

    const changed = await run({
      ...more,
      images: ['registry.example.com/shop/web:1.3'],
    });
    expect(changed.changed).toBe(true);
    expect(changed.marker).not.toBe(first.marker);
    expect(changed.warnings).toEqual(first.warnings);
    expect(JSON.stringify(source())).not.toContain('web:1.2');
    await run(more);
    expect(source()).toEqual(added);

    const removed = await run({ ...more, remove: true });
    expect(removed.changed).toBe(true);
    expect(removed.layout).toBe(first.layout);
    expect(source()).toEqual(before);
    expect((await run({ ...more, remove: true })).changed).toBe(false);
    return first;
  }

  it.each(readdirSync(golden))('writes %s as it was reviewed', async folder => {
    const read = (name: string) =>
      readFileSync(join(golden, folder, name), 'utf8');
    const { given, ...expected } = parse(read('case.yaml'));
    directory.setContent({ source: given.files });
    const { marker, ...output } = await run(given.input);
    expect(marker).toMatch(/^[0-9a-f]{16}$/);
    expect(output.layout).toBe(expected.layout);
    expect(output.directory).toBe(expected.directory);
    for (const file of output.files) {
      expect(file.content).toBe(
        read(`${file.path.replace(/\//g, '_')}.golden`),
      );
    }
    expect(output.files).toHaveLength(
      readdirSync(join(golden, folder)).length - 1,
    );
  });

  it.each([
    ['plain', { 'deploy/web.yaml': deployment }, 'deploy'],
    [
      'Kustomize',
      {
        'deploy/web.yaml': deployment,
        'deploy/kustomization.yml':
          '# Ours.\r\nresources:\r\n- web.yaml # the server\r\n\r\nimages: []\r\n',
      },
      'deploy',
    ],
    [
      'Kustomize without a list',
      {
        'overlay/kustomization.yaml': 'namePrefix: ""\nresources:\n  - ../base',
        'base/web.yaml': deployment,
        'base/Kustomization': 'resources: [web.yaml]',
      },
      'base',
    ],
    [
      'Helm with values without a last line break',
      {
        'chart/Chart.yaml': 'name: web\n',
        'chart/values.yaml': '# Values\nreplicas: 1 # one\n# end',
        'chart/templates/web.yaml': 'kind: Deployment\n{{ if }}',
      },
      'chart',
    ],
    [
      'Helm without values, at the top',
      {
        'Chart.yaml': 'name: web\n',
        'templates/web.yaml': 'kind: Deployment\n',
      },
      '.',
    ],
    [
      'Helm with empty values',
      { 'c/Chart.yaml': 'name: web\n', 'c/values.yaml': '{}\n' },
      'c',
    ],
  ])(
    'adds to %s, changes nothing twice, and leaves no trace',
    async (_, files, where) => {
      const { directory: found, warnings } = await roundTrip(files);
      expect(found).toBe(where);
      expect(warnings).toHaveLength(
        'overlay/kustomization.yaml' in files ? 1 : 0,
      );
    },
  );

  it('begins and ends the list of resources of an overlay', async () => {
    const files = {
      'base/web.yaml': deployment,
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'prod/kustomization.yaml': 'namespace: shop\nbases: [../base]\n',
      'dev/kustomization.yaml': 'namespace: dev\nbases: [../base]\n',
    };
    expect((await roundTrip(files)).directory).toBe('prod');
    const empty = {
      ...files,
      'prod/kustomization.yaml': 'bases: [../base]\nresources: # none\n',
    };
    expect((await roundTrip(empty, { directory: 'prod' })).layout).toBe(
      'kustomize',
    );
  });

  it('keeps the pre-pulls of several workloads of a chart apart', async () => {
    directory.setContent({
      source: { 'Chart.yaml': 'name: x', 'values.yaml': 'a: 1\n' },
    });
    await run();
    const one = source();
    const other = { workload: { ...workload, name: 'worker' } };
    await run(other);
    expect((await run()).changed).toBe(false);
    await run({ ...other, remove: true });
    expect(source()).toEqual(one);
  });

  it('copies what changed for a pull request, and tells of it', async () => {
    directory.setContent({ source: { 'k8s/web.yaml': deployment } });
    const output = await run({
      changesPath: 'changes',
      evidence: 'Pods waited **for images**.',
    });
    expect(directory.content({ path: 'changes' })).toEqual({
      k8s: { 'prepull-web.yaml': output.files[0].content },
    });
    expect(output).toMatchObject({
      changed: true,
      layout: 'plain',
      directory: 'k8s',
      technique: 'copied-binary',
      warnings: [],
    });
    expect(output.techniqueReason).toMatch(
      /versions of the kubelets are not known/,
    );
    for (const part of [
      'Deployment/web',
      'Pods waited **for images**.',
      'registry.example.com/shop/web:1.2',
      'docker.io/library/busybox:1.37.0-musl',
      '### Risk',
      '### How to undo',
      '### How it is measured',
    ]) {
      expect(output.summary).toContain(part);
    }
  });

  it('takes what is known of the nodes', async () => {
    directory.setContent({ source: { 'web.yaml': deployment } });
    const clusterNodes = {
      nodes: 7,
      pools: [{ label: 'agentpool', value: 'web', nodes: 7 }],
      platforms: [
        { os: 'linux', architecture: 'arm64' },
        { os: 'windows', architecture: 'amd64' },
      ],
      kubernetesVersions: ['v1.35.1'],
      containerRuntimes: ['containerd://2.1.4'],
    };
    const output = await run({
      clusterNodes,
      mode: 'cronjob',
      schedule: '0 5 * * *',
    });
    expect(output.technique).toBe('image-volume');
    expect(output.warnings).toEqual([expect.stringMatching(/Windows nodes/)]);
    const { spec } = parse(output.files[0].content ?? '').spec.jobTemplate;
    expect(spec.completions).toBe(7);
    expect(JSON.stringify(spec.template.spec.affinity)).toMatch(
      /agentpool.*web.*kubernetes.io\/arch.*\["arm64"\]/,
    );
    await expect(
      run({
        technique: 'image-volume',
        imageVolumes: false,
        clusterNodes: { ...clusterNodes, kubernetesVersions: ['v1.34.0'] },
      }),
    ).rejects.toThrow(/ImageVolume is off/);
    await expect(
      run({ clusterNodes: { platforms: [clusterNodes.platforms[1]] } }),
    ).rejects.toThrow(/Windows nodes only/);
    await expect(
      run({ mode: 'cronjob', schedule: '0 5 * * *' }),
    ).rejects.toThrow(/number of nodes/);
    await expect(run({ mode: 'cronjob', nodes: 3 })).rejects.toThrow(
      /schedule/,
    );
    const shell = await run({ technique: 'shell' });
    expect(shell.warnings).toEqual([expect.stringMatching(/runs "sh"/)]);
  });

  it('replaces nothing that it did not make', async () => {
    const foreign = deployment.replace('Deployment', 'DaemonSet');
    const ours = async () => {
      directory.setContent({ source: { 'web.yaml': deployment } });
      return (await run()).files[0].content ?? '';
    };
    const text = await ours();
    for (const [files, message] of [
      [
        { 'web.yaml': deployment, 'prepull-web.yaml': foreign },
        /"prepull-web.yaml" exists and was not made/,
      ],
      [
        {
          'web.yaml': deployment,
          'prepull-web.yaml': text.replace(
            'managed-by: pull-performance',
            'managed-by: me',
          ),
        },
        /was not made by/,
      ],
      [
        {
          'web.yaml': deployment,
          'prepull-web.yaml': text.replace('Deployment/web', 'StatefulSet/web'),
        },
        /is for StatefulSet\/web/,
      ],
      [
        { 'Chart.yaml': 'name: x', 'templates/prepull.yaml': foreign },
        /"templates\/prepull.yaml" exists/,
      ],
      [
        {
          'Chart.yaml': 'name: x',
          'values.yaml': 'pullPerformancePrepull: {a: 1}',
        },
        /pullPerformancePrepull in values.yaml was not made/,
      ],
      [
        {
          'Chart.yaml': 'name: x',
          'values.schema.json': '{"additionalProperties": false}',
        },
        /allows no other values/,
      ],
      [
        {
          'web.yaml': deployment,
          'values.yaml': '',
          'x/prepull-web.yaml': text,
          'y/prepull-web.yaml': text,
        },
        /in several folders: x, y/,
      ],
    ] as const) {
      directory.setContent({ source: files });
      const before = source();
      await expect(run()).rejects.toThrow(message);
      expect(source()).toEqual(before);
    }
  });

  it('tells when it replaces edits, and leaves a reformatted file alone', async () => {
    directory.setContent({ source: { 'web.yaml': deployment } });
    const text = (await run()).files[0].content ?? '';
    directory.addContent({
      'source/prepull-web.yaml': text.replace(
        /(kind|name): (\w+)$/gm,
        '$1:  "$2" # x',
      ),
    });
    expect((await run()).changed).toBe(false);
    directory.addContent({
      'source/prepull-web.yaml': text.replace('cpu: 1m', 'cpu: 2m'),
    });
    const output = await run();
    expect(output.warnings).toEqual([expect.stringMatching(/edited by hand/)]);
    expect(output.files[0].content).toBe(text);
  });

  it('refuses a place where a service would send requests to its pods', async () => {
    const service = (selector: string) => `kind: Service
metadata: {name: web}
spec: {selector: {${selector}}}
`;
    const files = (selector: string, labels: string) => ({
      'web.yaml': `${deployment}---\n${service(selector)}`,
      'kustomization.yaml': `resources: [web.yaml]\n${labels}`,
    });
    for (const labels of [
      'commonLabels: {app: web}',
      'labels: [{pairs: {app: web}, includeSelectors: true}]',
      'labels: [{pairs: {app: web}, includeTemplates: true}]',
    ]) {
      directory.setContent({ source: files('app: web', labels) });
      await expect(run()).rejects.toThrow(
        /the service web in web.yaml would send requests/,
      );
      directory.setContent({ source: files('app: web, tier: front', labels) });
      expect((await run()).changed).toBe(true);
    }
    directory.setContent({
      source: files('app: web', 'labels: [{pairs: {app: web}}]'),
    });
    expect((await run()).changed).toBe(true);
  });

  it.each<[string, Partial<Input>, RegExp]>([
    ['path', { path: '../source' }, /leads out/],
    ['changesPath', { changesPath: '/tmp/x' }, /leads out/],
    ['directory', { directory: 'deploy/../../x' }, /leads out/],
    [
      'directory in .git',
      { directory: '.git/hooks', layout: 'plain' },
      /data of Git/,
    ],
    [
      'missing directory',
      { directory: 'nowhere' },
      /no file in the folder nowhere/,
    ],
    [
      'workload',
      { workload: { kind: 'Deployment', name: '../../etc' } },
      /is not a name/,
    ],
    [
      'long workload',
      { workload: { kind: 'Deployment', name: 'w'.repeat(300) } },
      /is not a name/,
    ],
    [
      'kind',
      { workload: { kind: 'Deployment\nkind: Pod', name: 'web' } },
      /is not a kind/,
    ],
    [
      'namespace',
      { workload: { ...workload, namespace: 'a: b' } },
      /is not a name/,
    ],
    ['name', { name: '../../x' }, /is not a name/],
    [
      'long name',
      {
        name: 'x'.repeat(60),
        mode: 'cronjob',
        schedule: '0 5 * * *',
        nodes: 1,
      },
      /longer than 52/,
    ],
    [
      'image of a template',
      { images: ['${{ secrets.token }}'] },
      /no image reference/,
    ],
    ['image of Helm', { images: ['{{ .Values.x }}'] }, /no image reference/],
    [
      'image of YAML',
      { images: ['a:1\nprivileged: true'] },
      /no image reference/,
    ],
    ['anchor', { images: ['&a web'] }, /no image reference/],
    ['unicode', { images: ['wéb:1'] }, /no image reference/],
    ['no image', { images: [] }, /at least one image/],
    [
      '21 images',
      { images: Array.from({ length: 21 }, (_, i) => `a/b:${i}`) },
      /at most 20/,
    ],
    ['tool image', { toolImage: '$(id)' }, /no image reference/],
    ['pause image', { pauseImage: '`id`' }, /no image reference/],
    [
      'secret',
      { workload: { ...workload, settings: { imagePullSecrets: ['a"b'] } } },
      /The pull secret/,
    ],
    [
      'account',
      { workload: { ...workload, settings: { serviceAccount: '*a' } } },
      /The service account/,
    ],
    [
      'selector',
      {
        workload: {
          ...workload,
          settings: { nodeSelector: { pool: '{{ x }}' } },
        },
      },
      /value of a node selector/,
    ],
    [
      'selector key',
      { workload: { ...workload, settings: { nodeSelector: { 'a b': 'x' } } } },
      /key of a node selector/,
    ],
    [
      'windows',
      {
        workload: {
          ...workload,
          settings: { nodeSelector: { 'kubernetes.io/os': 'windows' } },
        },
      },
      /do not run Linux/,
    ],
    [
      'toleration',
      {
        workload: {
          ...workload,
          settings: { tolerations: [{ key: 'a', effect: 'Now' }] },
        },
      },
      /effect of a toleration/,
    ],
    [
      'affinity',
      {
        workload: {
          ...workload,
          settings: {
            nodeAffinity: [
              { matchExpressions: [{ key: 'a', operator: 'Is' }] },
            ],
          },
        },
      },
      /operator of an affinity/,
    ],
    ['zone', { zones: ['eu\n1'] }, /is not a value/],
    ['pool', { pools: [{ label: 'a/b/c', value: 'x' }] }, /is not a key/],
    [
      'schedule',
      { mode: 'cronjob', schedule: '* * * * *; id', nodes: 1 },
      /schedule/,
    ],
    [
      'time zone',
      { mode: 'cronjob', schedule: '@daily', timeZone: '../UTC', nodes: 1 },
      /no time zone/,
    ],
    ['priority class', { priorityClassName: 'x y' }, /The priority class/],
    [
      'resources',
      { resources: { limits: { cpu: '1; id' } } },
      /is not a quantity/,
    ],
    [
      'requests over limits',
      { resources: { requests: { memory: '1Gi' } } },
      /larger than the limit/,
    ],
    ['maxUnavailable', { maxUnavailable: '0%' }, /maxUnavailable/],
  ])('refuses a bad %s and writes nothing', async (_, more, message) => {
    directory.setContent({ source: { 'web.yaml': deployment } });
    await expect(run(more)).rejects.toThrow(message);
    expect(source()).toEqual({ 'web.yaml': deployment });
  });

  it('writes a manifest by itself where the repository is not known', async () => {
    directory.setContent({});
    const output = await run();
    expect(output.files.map(({ path }) => path)).toEqual(['prepull-web.yaml']);
    expect(output.files[0].content).toContain('namespace: shop');
    expect(output.warnings).toEqual([expect.stringMatching(/are not known/)]);
  });

  it('has examples that its schema accepts', () => {
    const known = Object.keys(action.schema?.input?.properties ?? {});
    for (const { example } of examples) {
      const [step] = parse(example).steps;
      expect(step.action).toBe(action.id);
      expect(known).toEqual(expect.arrayContaining(Object.keys(step.input)));
    }
    expect(action.supportsDryRun).toBe(true);
  });
});
