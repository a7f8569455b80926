import { createMockDirectory } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { createEstargzAddAction } from '../createEstargzAddAction';

export const image = 'ghcr.io/acme/web';
const action = createEstargzAddAction();
type Context = Parameters<typeof action.handler>[0];
type Input = Context['input'];

/** What was put between the two comments, and that nothing else was changed. */
function addedIn(before: string, after: string | undefined): string {
  const match =
    /^([^]*?)(?:^|\n)( *)# pull-performance:estargz:add \w{16} begins for \S+ [^\n]*\n([^]*)\n *# pull-performance:estargz:add ends(\n?)([^]*)$/.exec(
      after?.replace(/\r\n/g, '\n') ?? '',
    );
  const [, head = '', , body = '', , tail = ''] = match ?? [];
  const rest = [head, tail].filter(text => text !== '').join('\n');
  expect(rest.trimEnd()).toBe(before.replace(/\r\n/g, '\n').trimEnd());
  return body;
}

/** Runs the action in a folder of its own. */
export function estargzRunner() {
  const directory = createMockDirectory();

  /** Runs the action on the files that are there. */
  async function run(input: Partial<Input> = {}) {
    const output = jest.fn();
    const context: Context = {
      ...createMockActionContext<Input>({
        workspacePath: directory.path,
        input: { image, ...input },
      }),
      output,
    };
    await action.handler(context);
    const outputs: Record<string, unknown> = Object.fromEntries(
      output.mock.calls,
    );
    return {
      files: outputs.files as {
        path: string;
        change: string;
        content?: string;
      }[],
      changed: outputs.changed,
      summary: String(outputs.summary),
      warnings: outputs.warnings as string[],
    };
  }

  /** Adds to a pipeline; then a second run must change nothing, and removing must bring back every byte. */
  async function addTo(path: string, text: string, input: Partial<Input> = {}) {
    directory.setContent({ [path]: text });
    const result = await run(input);
    expect(result.files).toEqual([
      { path, change: 'changed', content: expect.any(String) },
    ]);
    const [{ content }] = result.files;
    const again = await run(input);
    expect(again).toMatchObject({ changed: false, files: [] });
    const removed = await run({ remove: true });
    expect(removed).toMatchObject({
      changed: true,
      files: [{ path, change: 'changed', content: text }],
    });
    expect(await run({ remove: true })).toMatchObject({ changed: false });
    return { ...result, added: addedIn(text, content) };
  }

  return { directory, run, addTo };
}
