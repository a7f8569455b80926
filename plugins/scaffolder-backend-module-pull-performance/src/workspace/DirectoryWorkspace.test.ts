import { createMockDirectory } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { openWorkspace } from './DirectoryWorkspace';
import { isMadeBy, madeByLine, removeOwnFile, writeOwnFile } from './ownFile';
import { writeChangedFiles } from './writeChangedFiles';

describe('DirectoryWorkspace', () => {
  const directory = createMockDirectory();
  const open = (path?: string) =>
    openWorkspace({ workspacePath: directory.path, path });

  beforeEach(() => {
    directory.setContent({
      secret: 'outside of the repository',
      source: {
        'a.yaml': 'a: 1\r\nb: 2',
        'empty.txt': '',
        'binary.png': Buffer.from([0x89, 0x50, 0, 1]),
        'latin1.txt': Buffer.from([0xe4, 0x62]),
        deploy: { 'base.yaml': '\uFEFFkind: X\n', z: { 'z.yaml': 'z' } },
        '.git': { config: 'x' },
        node_modules: { x: { 'y.yaml': 'y' } },
      },
    });
  });

  it('lists, reads, writes and removes texts, and tells what changed', async () => {
    const workspace = await open('source');
    expect(await workspace.list()).toEqual([
      'a.yaml',
      'binary.png',
      'deploy/base.yaml',
      'deploy/z/z.yaml',
      'empty.txt',
      'latin1.txt',
    ]);
    expect(await workspace.list('./deploy/')).toEqual([
      'deploy/base.yaml',
      'deploy/z/z.yaml',
    ]);
    expect(await workspace.list('nowhere')).toEqual([]);
    expect(await workspace.read('a.yaml')).toBe('a: 1\r\nb: 2');
    expect(await workspace.read('deploy//base.yaml')).toBe('\uFEFFkind: X\n');
    expect(await workspace.read('nowhere/x.yaml')).toBeUndefined();
    expect(await workspace.read('a.yaml/x.yaml')).toBeUndefined();

    await workspace.write('a.yaml', 'a: 2\r\nb: 2');
    await workspace.write('deploy/base.yaml', '\uFEFFkind: X\n');
    await workspace.write('new/deep/n.yaml', 'n');
    await workspace.write('undone.yaml', 'u');
    await workspace.remove('undone.yaml');
    await workspace.remove('deploy/z/z.yaml');
    await workspace.remove('nowhere.yaml');
    expect(workspace.changes()).toEqual([
      { path: 'a.yaml', change: 'changed', content: 'a: 2\r\nb: 2' },
      { path: 'deploy/z/z.yaml', change: 'removed' },
      { path: 'new/deep/n.yaml', change: 'created', content: 'n' },
    ]);
    expect(directory.content({ path: 'source/deploy' })).toEqual({
      'base.yaml': '\uFEFFkind: X\n',
    });
    await workspace.write('a.yaml', 'a: 1\r\nb: 2');
    expect(workspace.changes().map(({ path }) => path)).not.toContain('a.yaml');
  });

  it('copies what was created or changed for a pull request', async () => {
    const workspace = await open('source');
    await workspace.write('a.yaml', 'changed');
    await workspace.write('deploy/new.yaml', 'new');
    const target = { workspacePath: directory.path, changesPath: 'changes' };
    await writeChangedFiles({ ...target, changes: workspace.changes() });
    expect(directory.content({ path: 'changes' })).toEqual({
      'a.yaml': 'changed',
      deploy: { 'new.yaml': 'new' },
    });
    await writeChangedFiles({
      ...target,
      changes: [{ path: 'deploy/new.yaml', change: 'removed' }],
    });
    expect(directory.content({ path: 'changes' })).toEqual({
      'a.yaml': 'changed',
    });
    for (const changesPath of ['', '.', '../x', '/tmp/x', 'source/../..']) {
      await expect(
        writeChangedFiles({ ...target, changesPath, changes: [] }),
      ).rejects.toThrow(InputError);
    }
  });

  it.each([
    ['../secret', /leads out of its folder/],
    ['deploy/../../secret', /leads out of its folder/],
    ['/etc/passwd', /leads out of its folder/],
    ['..\\secret', /backslash/],
    ['a\0.yaml', /invisible character/],
    ['a\nb.yaml', /invisible character/],
    ['\u202Elmay.a', /invisible character/],
    ['.git/hooks/pre-commit', /data of Git/],
    ['x/.GIT/config', /data of Git/],
    [`${'x/'.repeat(600)}y`, /longer than 1024/],
  ])('refuses %j', async (path, message) => {
    const workspace = await open('source');
    await expect(workspace.read(path)).rejects.toThrow(message);
    await expect(workspace.list(path)).rejects.toThrow(message);
    await expect(workspace.write(path, 'x')).rejects.toThrow(message);
    await expect(workspace.remove(path)).rejects.toThrow(message);
    await expect(open(path)).rejects.toThrow(InputError);
    expect(workspace.changes()).toEqual([]);
  });

  it('neither follows nor replaces symbolic links', async () => {
    const at = (path: string) => `${directory.path}/source/${path}`;
    symlinkSync('/etc/hosts', at('out.yaml'));
    symlinkSync('../secret', at('up.yaml'));
    symlinkSync('a.yaml', at('within.yaml'));
    symlinkSync('/nowhere/at/all', at('dangling.yaml'));
    symlinkSync('..', at('parent'));
    symlinkSync('source', `${directory.path}/linked`);
    const workspace = await open('source');
    const listed = await workspace.list();
    expect(listed).toHaveLength(6);
    for (const path of [
      'out.yaml',
      'up.yaml',
      'within.yaml',
      'dangling.yaml',
      'parent/secret',
      'parent/source/a.yaml',
    ]) {
      const link = path.split('/')[0];
      const message = `"${link}" is a symbolic link`;
      await expect(workspace.read(path)).rejects.toThrow(message);
      await expect(workspace.write(path, 'x')).rejects.toThrow(message);
      await expect(workspace.remove(path)).rejects.toThrow(message);
      expect(lstatSync(at(link)).isSymbolicLink()).toBe(true);
    }
    await expect(workspace.list('parent')).rejects.toThrow('symbolic link');
    await expect(open('linked')).rejects.toThrow('"linked" is a symbolic link');
    await expect(open('linked/deploy')).rejects.toThrow('symbolic link');
    expect(readFileSync(`${directory.path}/secret`, 'utf8')).toBe(
      'outside of the repository',
    );
  });

  it('refuses what is no text, no file or too large', async () => {
    const workspace = await open('source');
    for (const path of ['binary.png', 'latin1.txt']) {
      await expect(workspace.read(path)).rejects.toThrow(
        'is not text in UTF-8',
      );
    }
    await expect(workspace.read('deploy')).rejects.toThrow(InputError);
    await expect(workspace.write('.', 'x')).rejects.toThrow('names no file');
    await expect(
      workspace.write('big.txt', 'x'.repeat(1024 * 1024 + 1)),
    ).rejects.toThrow('longer than 1048576 bytes');
    directory.addContent({ 'source/big.txt': 'x'.repeat(1024 * 1024 + 1) });
    await expect(workspace.read('big.txt')).rejects.toThrow(
      'has 1048577 bytes',
    );
  });

  it('leaves out what lies deepest of a huge repository', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`f${index}`, '']),
    );
    directory.setContent({
      source: { many, 'first.yaml': '', 'a/b/c.yaml': '' },
      deep: {
        [`${'d/'.repeat(11)}in.yaml`]: '',
        [`${'d/'.repeat(12)}out.yaml`]: '',
      },
    });
    const files = await (await open('source')).list();
    expect(files).toHaveLength(5_000);
    expect(files).toContain('first.yaml');
    expect(files).not.toContain('a/b/c.yaml');
    expect(await (await open('deep')).list()).toEqual([
      `${'d/'.repeat(11)}in.yaml`,
    ]);
  });

  it('writes and removes own files only', async () => {
    const workspace = await open('source');
    await writeOwnFile(workspace, 'own.yaml', 'a: 1\n', 'prepull:add');
    await writeOwnFile(workspace, 'own.yaml', 'a: 2\n', 'prepull:add');
    const text = await workspace.read('own.yaml');
    expect(text).toBe(`${madeByLine('prepull:add')}\na: 2\n`);
    expect(isMadeBy(`\uFEFF${text}`.replace('\n', '\r\n'), 'prepull:add')).toBe(
      true,
    );
    expect(isMadeBy(text ?? '', 'prepull')).toBe(false);
    expect(isMadeBy(`---\n${text}`, 'prepull:add')).toBe(false);
    for (const foreign of ['a.yaml', 'own.yaml']) {
      const action = foreign === 'a.yaml' ? 'prepull:add' : 'estargz:add';
      const refused = `The file "${foreign}" exists and was not made by pull-performance:${action}`;
      await expect(
        writeOwnFile(workspace, foreign, 'x', action),
      ).rejects.toThrow(refused);
      await expect(removeOwnFile(workspace, foreign, action)).rejects.toThrow(
        refused,
      );
    }
    expect(await removeOwnFile(workspace, 'own.yaml', 'prepull:add')).toBe(
      true,
    );
    expect(await removeOwnFile(workspace, 'own.yaml', 'prepull:add')).toBe(
      false,
    );
    expect(workspace.changes()).toEqual([]);
  });
});
