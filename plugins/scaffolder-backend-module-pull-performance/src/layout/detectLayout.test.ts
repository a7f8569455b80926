import { createMockDirectory } from '@backstage/backend-test-utils';
import { symlinkSync } from 'node:fs';
import { openWorkspace } from '../workspace/DirectoryWorkspace';
import { detectLayout } from './detectLayout';
import { LayoutOptions } from './ManifestPlace';

const web = (more = '') => `kind: Deployment\nmetadata: {name: web${more}}\n`;
const patch = 'kind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n';

const overlays = {
  'k/base/web.yaml': web(),
  'k/base/kustomization.yaml': 'resources: [web.yaml]\n',
  'k/dev/kustomization.yaml': 'namespace: dev\nresources: [../base/]\n',
  'k/prod/kustomization.yaml':
    'namespace: shop\nresources: [../base, "https://example.com/x?ref=1"]\npatches: [{path: patch.yaml}]\n',
  'k/prod/patch.yaml': patch,
};

describe('detectLayout', () => {
  const directory = createMockDirectory();

  async function detect(
    files: Record<string, string>,
    more: Partial<LayoutOptions> = {},
  ) {
    directory.setContent(files);
    const workspace = await openWorkspace({ workspacePath: directory.path });
    const place = await detectLayout(workspace, {
      workload: { kind: 'Deployment', name: 'web', namespace: 'shop' },
      ...more,
    });
    return [place.layout, place.directory, place.namespace, ...place.warnings];
  }

  it.each<[string, Record<string, string>, (string | undefined)[]]>([
    ['a manifest at the top', { 'web.yaml': web() }, ['plain', '', undefined]],
    [
      'a manifest of many, with its namespace',
      {
        'deploy/all.yml': `---\nkind: Service\nmetadata: {name: web}\n---\n${web(
          ', namespace: shop',
        )}`,
        'deploy/broken.yaml': 'a: [',
        'charts.yaml': '{{ if }}',
      },
      ['plain', 'deploy', 'shop'],
    ],
    [
      'that of the namespace, where there are two',
      {
        'dev/web.yaml': web(', namespace: dev'),
        'prod/web.yaml': web(', namespace: shop'),
      },
      ['plain', 'prod', 'shop'],
    ],
    [
      'a base that nothing includes',
      {
        'k/web.yaml': web(', namespace: shop'),
        'k/Kustomization': 'resources:\n- ./web.yaml\n',
      },
      ['kustomize', 'k', 'shop'],
    ],
    [
      'the overlay of the namespace',
      overlays,
      ['kustomize', 'k/prod', undefined],
    ],
    [
      'the overlay whose prefix makes the name',
      {
        'k/base/web.yaml': 'kind: Deployment\nmetadata: {name: b}\n',
        'k/base/kustomization.yml': 'resources: [web.yaml]\n',
        'k/a/kustomization.yaml': 'namePrefix: we\nbases: [../mid]\n',
        'k/x/kustomization.yaml': 'namePrefix: x\nbases: [../mid]\n',
        'k/mid/kustomization.yaml': 'namespace: shop\nresources: [../base]\n',
      },
      ['kustomize', 'k/a', undefined],
    ],
    [
      'a base that is built in a circle',
      {
        'a/web.yaml': web(),
        'a/kustomization.yaml': 'resources: [web.yaml, ../b]\n',
        'b/kustomization.yaml': 'resources: [../a]\n',
      },
      [
        'kustomize',
        'a',
        undefined,
        'a is included by b: what is added comes to all of them. Name one of them as directory to add it there only.',
      ],
    ],
    [
      'a chart at the top, not what it brings along',
      {
        'Chart.yaml': 'name: web\n',
        'templates/d.yaml': 'kind: Deployment\n{{ if }}',
        'charts/redis/Chart.yaml': 'name: redis\n',
        'charts/redis/templates/d.yaml': 'kind: Deployment\n',
      },
      ['helm', '', undefined],
    ],
    [
      'the chart that makes the kind',
      {
        'a/Chart.yaml': 'name: a\n',
        'a/templates/s.yaml': '  kind: StatefulSet\n',
        'b/Chart.yaml': 'name: b\n',
        'b/templates/d.yaml': '  kind: Deployment\r\n',
      },
      ['helm', 'b', undefined],
    ],
  ])('finds %s', async (_, files, expected) => {
    expect(await detect(files)).toEqual(expected);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'nothing in two folders',
      { 'a/web.yaml': web(), 'b/web.yaml': web() },
      'A manifest of Deployment/web is in several folders: a, b. Name',
    ],
    [
      'nothing in two charts',
      { 'a/Chart.yaml': 'name: a\n', 'b/Chart.yaml': 'name: b\n' },
      'A chart of Helm that may hold Deployment/web is in several',
    ],
    [
      'nothing where only others are',
      {
        'a.yaml': web('2'),
        'b.yaml': 'kind: Service\nmetadata: {name: web}\n',
      },
      'No manifest of Deployment/web was found in the repository',
    ],
  ])('finds %s', async (_, files, message) => {
    await expect(detect(files)).rejects.toThrow(message);
  });

  it('tells that a base goes to all that include it', async () => {
    const workload = { kind: 'Deployment', name: 'web' };
    expect(await detect(overlays, { workload })).toEqual([
      'kustomize',
      'k/base',
      undefined,
      'k/base is included by k/prod, k/dev: what is added comes to all of them. Name one of them as directory to add it there only.',
    ]);
  });

  it('takes what it is told', async () => {
    const mixed = {
      ...overlays,
      'c/Chart.yaml': 'name: c\n',
      'p/web.yaml': web(),
    };
    await expect(detect(mixed)).rejects.toThrow('k/base, p');
    for (const [more, expected] of [
      [{ layout: 'plain' }, ['plain', 'p', undefined]],
      [{ layout: 'kustomize' }, ['kustomize', 'k/prod', undefined]],
      [{ layout: 'helm' }, ['helm', 'c', undefined]],
      [{ directory: './c/' }, ['helm', 'c', undefined]],
      [{ directory: 'k/dev' }, ['kustomize', 'k/dev', undefined]],
      [{ directory: 'p' }, ['plain', 'p', undefined]],
      [
        { directory: 'k/prod', layout: 'plain' },
        ['plain', 'k/prod', undefined],
      ],
      [{ directory: 'new/one', layout: 'plain' }, ['plain', 'new/one', 'shop']],
    ] as const) {
      expect(await detect(mixed, more)).toEqual(expected);
    }
    for (const [more, message] of [
      [{ directory: 'p', layout: 'helm' }, 'p has no Chart.yaml'],
      [{ directory: 'p', layout: 'kustomize' }, 'p has no kustomization.yaml'],
      [{ directory: 'new' }, 'There is no file in the folder new'],
      [{ directory: '../x' }, 'leads out'],
    ] as const) {
      await expect(detect(mixed, more)).rejects.toThrow(message);
    }
  });

  it('does not look through symbolic links', async () => {
    directory.setContent({ 'real/web.yaml': web() });
    symlinkSync('real', `${directory.path}/link`);
    symlinkSync('real/web.yaml', `${directory.path}/web.yaml`);
    const workspace = await openWorkspace({ workspacePath: directory.path });
    const workload = { kind: 'Deployment', name: 'web' };
    expect((await detectLayout(workspace, { workload })).directory).toBe(
      'real',
    );
    await expect(
      detectLayout(workspace, { workload, directory: 'link' }),
    ).rejects.toThrow('no file in the folder link');
  });
});
