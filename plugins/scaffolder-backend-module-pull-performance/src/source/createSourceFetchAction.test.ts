import {
  mockServices,
  createMockDirectory,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fakeReader } from '../__testUtils__/fakeReader';
import { createSourceFetchAction } from './createSourceFetchAction';
import { PullRequestAccess } from './PullRequestAccess';

const folder = 'https://github.com/shop/web/tree/main/deploy/';
const root = 'https://github.com/shop/web/tree/main/';

function entityAt(location?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'web',
      annotations: location ? { 'backstage.io/source-location': location } : {},
    },
  };
}

describe('pull-performance:source:fetch', () => {
  const directory = createMockDirectory();

  async function run(options: {
    location?: string;
    input?: { path?: string; scope?: 'folder' | 'repository' };
    actions?: string[];
    integrations?: object;
    content?: object;
  }) {
    directory.setContent({ ...options.content });
    const { reader, read } = fakeReader({
      [folder]: {
        'web.yaml': 'kind: Deployment',
        'node_modules/x/index.js': '0',
        'big.bin': 'x'.repeat(1024 * 1024 + 1),
      },
      [root]: { 'deploy/web.yaml': 'kind: Deployment', 'ci.yaml': '' },
    });
    const integrations = ScmIntegrations.fromConfig(
      new ConfigReader({
        integrations: options.integrations ?? {
          github: [{ host: 'github.com', token: 't0ken' }],
        },
      }),
    );
    const actions = options.actions ?? ['publish:github:pull-request'];
    const logger = mockServices.logger.mock();
    const context = createMockActionContext({
      input: {
        entityRef: 'component:default/web',
        path: 'source',
        ...options.input,
      },
      workspacePath: directory.path,
      logger,
    });
    await createSourceFetchAction({
      catalog: catalogServiceMock({
        entities: [entityAt(options.location ?? `url:${folder}`)],
      }),
      integrations,
      reader: mockServices.urlReader.mock(reader),
      access: PullRequestAccess.create({
        integrations,
        scaffolder: { listActions: async () => actions.map(id => ({ id })) },
      }),
    }).handler(context);
    return {
      read,
      output: Object.fromEntries(jest.mocked(context.output).mock.calls),
      logged: JSON.stringify([logger.info.mock.calls, logger.warn.mock.calls]),
    };
  }

  it('brings what can be edited, and tells where it came from', async () => {
    const { output, logged } = await run({});
    expect(output).toEqual({
      available: true,
      fetched: true,
      provider: 'github',
      repoUrl: 'github.com?owner=shop&repo=web',
      host: 'github.com',
      organization: undefined,
      project: undefined,
      repo: 'web',
      branch: 'main',
      folder: 'deploy',
      subfolder: 'deploy',
      webUrl: 'https://github.com/shop/web',
    });
    expect(await readdir(join(directory.path, 'source'))).toEqual(['web.yaml']);
    expect(logged).not.toContain('t0ken');
  });

  it('brings the whole repository when asked', async () => {
    const { output, read } = await run({ input: { scope: 'repository' } });
    expect(read).toEqual([root]);
    expect(output).toMatchObject({ folder: 'deploy', subfolder: '' });
    expect(
      await readFile(join(directory.path, 'source/deploy/web.yaml'), 'utf8'),
    ).toBe('kind: Deployment');
  });

  it.each<[string, Parameters<typeof run>[0], RegExp, boolean]>([
    ['a file', { location: 'file:/etc/passwd' }, /type file/, false],
    ['no address', { location: 'url:/etc/passwd' }, /no address/, false],
    ['no web', { location: 'url:ftp://github.com/a/b' }, /no address/, false],
    [
      'credentials in it',
      { location: 'url:https://u:pa55@github.com/shop/web' },
      /user or a password/,
      false,
    ],
    [
      'a host without integration',
      { location: 'url:http://169.254.169.254/latest/meta-data' },
      /169\.254\.169\.254 is no host.*integrations/,
      false,
    ],
    [
      'no token',
      { integrations: { github: [{ host: 'github.com' }] } },
      /no token/,
      true,
    ],
    [
      'no action',
      { actions: [] },
      /publish:github:pull-request is not installed.*module-github/,
      true,
    ],
  ])('says why with %s', async (_, options, reason, fetched) => {
    const { output, read, logged } = await run(options);
    expect(output).toMatchObject({ available: false, fetched });
    expect(output.reason).toMatch(reason);
    expect(read).toHaveLength(fetched ? 1 : 0);
    expect(logged).not.toContain('pa55');
  });

  it('fails when a repository that it may write cannot be read', async () => {
    await expect(
      run({ location: 'url:https://github.com/shop/gone' }),
    ).rejects.toThrow('not found');
  });

  it.each(['../x', '.', '/tmp/x', 'a/../../x', 'link'])(
    'does not write to %s',
    async path => {
      await expect(
        run({
          input: { path },
          content: { link: ({ symlink }: MockLink) => symlink('/tmp') },
        }),
      ).rejects.toThrow(/workspace|folder|link/);
    },
  );
});

interface MockLink {
  symlink(target: string): void;
}
