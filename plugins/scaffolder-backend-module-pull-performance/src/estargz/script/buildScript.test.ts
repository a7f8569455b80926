import { execFileSync } from 'node:child_process';
import { estargzRunner, image } from '../__testUtils__/estargzRunner';
import { githubFile, plainStep, workflow } from '../__testUtils__/workflows';
import { gitlab, gitlabFile } from '../__testUtils__/gitlabPipeline';

const { directory, run } = estargzRunner();

describe('pull-performance:estargz:add with a script', () => {
  it.each([
    ['buildctl', 'estargz', 'buildctl build'],
    [
      'nerdctl',
      'estargz',
      'nerdctl image convert --estargz --oci "$plain" "$variant"',
    ],
    [
      'nerdctl',
      'zstd:chunked',
      'nerdctl image convert --zstdchunked --oci "$plain" "$variant"',
    ],
    [
      'ctr-remote',
      'estargz',
      'ctr-remote image optimize --oci "$plain" "$variant"',
    ],
    [
      'ctr-remote',
      'zstd:chunked',
      'ctr-remote image optimize --oci --zstdchunked "$plain" "$variant"',
    ],
  ] as const)('%s makes %s', async (tool, format, command) => {
    directory.setContent({ README: 'x' });
    const buildArgs = ['A=it', 'B=x y'];
    const input = { ci: 'script' as const, tool, format, buildArgs };
    const { files, summary } = await run(input);
    expect(files).toEqual([
      {
        path: 'build-estargz.sh',
        change: 'created',
        content: expect.stringContaining(command),
      },
    ]);
    execFileSync('sh', ['-n', directory.resolve('build-estargz.sh')]);
    expect(summary.includes('io.github.containers.zstd-chunked')).toBe(
      format === 'zstd:chunked',
    );
    expect(await run(input)).toMatchObject({ changed: false });
    expect((await run({ remove: true })).files).toEqual([
      { path: 'build-estargz.sh', change: 'removed' },
    ]);
  });

  it('falls back to one, and says why', async () => {
    directory.setContent({ README: 'x' });
    const { files, summary } = await run();
    expect(files).toHaveLength(1);
    expect(summary).toContain('has to call');
    await expect(
      run({ ci: 'script', image: 'ghcr.io/acme/api' }),
    ).rejects.toThrow(/another image/);
    await expect(run({ job: 'build' })).rejects.toThrow(/Give workflow/);
  });

  it.each([
    [{ format: 'zstd:chunked' }, /BuildKit.*no zstd:chunked/],
    [
      { ci: 'script', format: 'zstd:chunked', tool: 'buildctl' },
      /BuildKit knows no zstd:chunked/,
    ],
    [
      {
        ci: 'script',
        tool: 'ctr-remote',
        platforms: ['linux/amd64', 'linux/arm64'],
      },
      /one platform/,
    ],
    [{ ci: 'script', tag: `${image}:{sha}` }, /does not know the commit/],
    [{ ci: 'gitlab', separateWorkflow: true }, /GitHub Actions/],
    [{ separateWorkflow: true, file: 'a.yml' }, /must be in/],
    [{ ci: 'script', file: 'a.txt' }, /end with .sh/],
  ] as const)('refuses %j', async (input, message) => {
    directory.setContent({ README: 'x' });
    await expect(
      run({
        ...input,
        platforms: 'platforms' in input ? [...input.platforms] : undefined,
      }),
    ).rejects.toThrow(message);
  });

  it('asks which, where two kinds of pipelines build', async () => {
    directory.setContent({
      [githubFile]: workflow(plainStep),
      [gitlabFile]: gitlab,
    });
    await expect(run()).rejects.toThrow(/github, gitlab. Give ci/);
    expect((await run({ ci: 'gitlab' })).files.map(file => file.path)).toEqual([
      gitlabFile,
    ]);
  });
});
