import { estargzRunner } from './__testUtils__/estargzRunner';
import { plainStep, workflow } from './__testUtils__/workflows';

const { directory, run } = estargzRunner();

describe('what pull-performance:estargz:add tells', () => {
  it('copies changed files, and says what nodes need', async () => {
    directory.setContent({
      source: { '.github': { workflows: { 'ci.yml': workflow(plainStep) } } },
    });
    const { summary } = await run({ path: 'source', changesPath: 'changes' });
    expect(
      directory.content({ path: 'changes', shouldReadAsText: true }),
    ).toEqual({
      '.github': { workflows: { 'ci.yml': expect.stringContaining('-esgz') } },
    });
    for (const text of [
      'disable_snapshot_annotations = false',
      'enable_remote_snapshot_annotations = "true"',
      'cri_keychain',
      'Artifact Streaming',
      'time to ready',
      'sign and attest',
      '## Undo',
    ]) {
      expect(summary).toContain(text);
    }
    expect(summary).not.toMatch(/lazy-pull|GGCR/);
  });

  it('warns where the format may lose', async () => {
    directory.setContent({ README: 'x' });
    expect((await run({ imageBytes: 400e6 })).warnings).toEqual([]);
    const { warnings } = await run({
      imageBytes: 20e6,
      readsMuchAtStart: true,
    });
    expect(warnings).toEqual([
      expect.stringContaining('only 20'),
      expect.stringContaining('4 min 28 s'),
    ]);
    const big = { imageBytes: 400e6, largestLayerBytes: 300e6 };
    expect((await run(big)).warnings).toEqual([
      expect.stringContaining('read whole'),
    ]);
    expect(
      (await run({ ...big, ci: 'script', tool: 'ctr-remote' })).warnings,
    ).toEqual([expect.stringContaining('10 s')]);
  });
});
