import { editYaml } from '../workspace/yaml/YamlEditor';
import { Workspace } from '../workspace/Workspace';
import { textsIn } from './manifestFiles';

/** Marks a list that was begun for the first entry, so that it goes with the last. */
const begunComment = 'begun by pull-performance:prepull:add';

async function edit(workspace: Workspace, path: string) {
  return editYaml((await workspace.read(path)) ?? '', path);
}

/**
 * Makes Kustomize build a file of its folder: adds it to `resources`, as the last.
 *
 * @throws InputError when the kustomization cannot be edited without changing more
 */
export async function addKustomizeEntry(
  workspace: Workspace,
  path: string,
  entry: string,
): Promise<void> {
  const editor = await edit(workspace, path);
  const [value] = editor.values();
  if (!textsIn(value, 'resources').some(item => sameEntry(item, entry))) {
    editor.add(['resources'], entry, { comment: begunComment });
    await workspace.write(path, editor.text);
  }
}

/** Takes an entry out again; a list that was begun for it goes too. */
export async function removeKustomizeEntry(
  workspace: Workspace,
  path: string,
  entry: string,
): Promise<void> {
  const editor = await edit(workspace, path);
  const [value] = editor.values();
  const resources = textsIn(value, 'resources');
  const index = resources.findIndex(item => sameEntry(item, entry));
  if (index === -1) {
    return;
  }
  const isBegun = new RegExp(`^resources: # ${begunComment}\\r?$`, 'm').test(
    editor.text,
  );
  if (resources.length === 1 && isBegun) {
    editor.remove(['resources']);
  } else {
    editor.remove(['resources', index], { leaveUnwritten: true });
  }
  await workspace.write(path, editor.text);
}

function sameEntry(item: string, entry: string): boolean {
  return item.replace(/^\.\//, '') === entry;
}
