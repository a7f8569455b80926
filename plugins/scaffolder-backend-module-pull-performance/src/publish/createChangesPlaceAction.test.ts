import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { chmod, stat } from 'node:fs/promises';
import { createChangesPlaceAction } from './createChangesPlaceAction';

describe('pull-performance:changes:place', () => {
  const directory = createMockDirectory();

  async function run(input: object) {
    const context = createMockActionContext({
      input: { changesPath: 'work/changes', ...input },
      workspacePath: directory.path,
      logger: mockServices.logger.mock(),
    });
    await createChangesPlaceAction().handler(context);
    return Object.fromEntries(jest.mocked(context.output).mock.calls);
  }

  beforeEach(() =>
    directory.setContent({
      'work/changes': { 'build.sh': 'new', deploy: { 'web.yaml': 'new' } },
      'work/source': { 'build.sh': 'old', 'README.md': 'old' },
      clone: { svc: { 'build.sh': 'old' }, other: 'kept' },
    }),
  );

  it('leaves the changed files only', async () => {
    await chmod(directory.resolve('work/source/build.sh'), 0o755);
    const output = await run({
      repositoryPath: 'work/source',
      to: './svc/',
      remove: ['work', 'clone', 'missing'],
    });
    expect(output.paths).toEqual(['build.sh', 'deploy/web.yaml']);
    expect(directory.content({ shouldReadAsText: true })).toEqual({
      svc: { 'build.sh': 'new', deploy: { 'web.yaml': 'new' } },
    });
    const mode = async (path: string) =>
      (await stat(directory.resolve(path))).mode % 0o1000;
    expect(await mode('svc/build.sh')).toBe(0o755);
    expect(await mode('svc/deploy/web.yaml')).toBe(0o644);
  });

  it('puts them over a clone', async () => {
    await run({ to: 'clone/svc' });
    expect(directory.content({ shouldReadAsText: true })).toMatchObject({
      clone: {
        svc: { 'build.sh': 'new', deploy: { 'web.yaml': 'new' } },
        other: 'kept',
      },
      work: { source: { 'build.sh': 'old' } },
    });
  });

  it('has nothing to place when nothing was changed', async () => {
    expect(await run({ changesPath: 'none' })).toEqual({ paths: [] });
  });

  it.each([
    { to: '../x' },
    { changesPath: '/etc' },
    { remove: ['..'] },
    { remove: ['.'] },
    { repositoryPath: '../..' },
  ])('stays in the workspace with %j', async input => {
    await expect(run(input)).rejects.toThrow(/workspace|leads out/);
    expect(directory.content({ shouldReadAsText: true })).toMatchObject({
      clone: { other: 'kept' },
    });
  });
});
