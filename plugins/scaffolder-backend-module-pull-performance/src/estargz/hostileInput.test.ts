import { parse } from 'yaml';
import { estargzRunner } from './__testUtils__/estargzRunner';
import { githubFile, plainStep, workflow } from './__testUtils__/workflows';

const { directory, run, addTo } = estargzRunner();

describe('hostile input of pull-performance:estargz:add', () => {
  const texts = [
    '$(id)',
    '`id`',
    'a;b',
    'a\nb',
    "a'b",
    'a"b',
    '${{ secrets.X }}',
    '*a',
    '&a',
    '../x',
    '--push',
    'a b|c',
    '\u202e',
    'x'.repeat(2000),
  ];
  it.each([
    'image',
    'tag',
    'branch',
    'context',
    'dockerfile',
    'file',
    'usernameSecret',
    'passwordSecret',
  ] as const)('refuses it in %s', async name => {
    directory.setContent({ README: 'x' });
    for (const text of texts) {
      for (const way of [
        { separateWorkflow: true },
        { ci: 'script' },
      ] as const) {
        await expect(run({ ...way, [name]: text })).rejects.toThrow(
          /input|path|must|leads/i,
        );
      }
    }
    expect(directory.content({ shouldReadAsText: true })).toEqual({
      README: 'x',
    });
  });

  it.each(['platforms', 'buildArgs'] as const)(
    'refuses it in %s',
    async name => {
      directory.setContent({ README: 'x' });
      for (const text of [
        'A=$(id)',
        'A=`id`',
        'A=a\nb',
        'A="',
        "A='",
        'A=${{ x }}',
        'A=$B',
        '--push',
        'A=x\u202e',
      ]) {
        await expect(run({ [name]: [text] })).rejects.toThrow(
          `The input ${name}`,
        );
      }
    },
  );

  it('quotes what a pipeline brings', async () => {
    const name = '`x` [a](http://evil)<b>';
    const text = workflow(plainStep).replace(
      '  build:\n',
      `  ${JSON.stringify(name)}:\n`,
    );
    const { summary, added } = await addTo(
      githubFile,
      text.replace('mode=max\n', `"a: &b *c # d"\n`),
    );
    expect(parse(added)[0].with.provenance).toBe('a: &b *c # d');
    expect(summary).not.toContain('[a](http');
  });
});
