import { ConflictError, InputError } from '@backstage/errors';
import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../layout/manifestFiles';
import {
  isMadeBy,
  madeByLine,
  readOwnFile,
  removeOwnFile,
  writeOwnFile,
} from '../workspace/ownFile';
import { Workspace } from '../workspace/Workspace';
import { editYaml, YamlEditor } from '../workspace/yaml/YamlEditor';
import { checkReplaced, isOwnManifest, prepullAction } from './ownManifest';
import { KubernetesManifest } from './prepullManifests';

/** The key in the values under which the manifests stand. */
export const helmKey = 'pullPerformancePrepull';

/**
 * Writes the manifests of the values as they stand there: `toYaml` reads nothing in them as a template. One that a file of values sets to null is left out.
 */
const template = `# It writes the manifests of ${helmKey} in the values as they stand there.
{{- with .Values.${helmKey} }}
{{- if .enabled }}
{{- range $name, $manifest := .manifests }}
{{- if $manifest }}
---
{{ toYaml $manifest }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
`;

function inChart(directory: string, path: string): string {
  return directory === '' ? path : `${directory}/${path}`;
}

/** The manifests in the values that are ours; `undefined` when there is no such block. */
function manifestsIn(
  editor: YamlEditor,
  path: string,
): Record<string, unknown> | undefined {
  const [values] = editor.values();
  const block = isMapping(values) ? values[helmKey] : undefined;
  if (block === undefined) {
    return undefined;
  }
  const manifests = isMapping(block) ? block.manifests : undefined;
  if (
    !isMapping(manifests) ||
    !Object.values(manifests).every(
      manifest => manifest === null || isOwnManifest(manifest),
    )
  ) {
    throw new ConflictError(
      `${helmKey} in ${path} was not made by pull-performance:${prepullAction}, so it stays as it is. Rename or delete it first.`,
    );
  }
  return manifests;
}

async function refuseClosedSchema(
  workspace: Workspace,
  directory: string,
): Promise<void> {
  const path = inChart(directory, 'values.schema.json');
  let schema: unknown;
  try {
    schema = JSON.parse((await workspace.read(path)) ?? 'null');
  } catch {
    return;
  }
  if (
    isMapping(schema) &&
    schema.additionalProperties === false &&
    !(isMapping(schema.properties) && helmKey in schema.properties)
  ) {
    throw new InputError(
      `${path} allows no other values than those that it names. Add ${helmKey} to its properties as an object first.`,
    );
  }
}

/**
 * Adds a manifest to a chart: the template that writes it, and the manifest in the values, where `enabled` turns all of them off.
 *
 * @returns warnings
 * @throws ConflictError when there are a template or values of these names that are not ours
 */
export async function addToChart(
  workspace: Workspace,
  directory: string,
  manifest: KubernetesManifest,
): Promise<string[]> {
  const { name } = manifest.metadata;
  const valuesPath = inChart(directory, 'values.yaml');
  const templatePath = inChart(directory, 'templates/prepull.yaml');
  await refuseClosedSchema(workspace, directory);
  await readOwnFile(workspace, templatePath, prepullAction);
  const text =
    (await workspace.read(valuesPath)) ?? `${madeByLine(prepullAction)}\n`;
  const editor = editYaml(text, valuesPath);
  const manifests = manifestsIn(editor, valuesPath);
  const old = manifests?.[name];
  const warnings: string[] = [];
  if (manifests === undefined) {
    editor.set(
      [helmKey],
      { enabled: true, manifests: { [name]: manifest } },
      { comment: `Made by pull-performance:${prepullAction}` },
    );
  } else if (!isDeepStrictEqual(old, manifest)) {
    if (old !== undefined && old !== null) {
      const where = `${helmKey}.manifests.${name} in ${valuesPath}`;
      warnings.push(...checkReplaced(old, manifest, where));
    }
    editor.set([helmKey, 'manifests', name], manifest);
  }
  await workspace.write(valuesPath, editor.text);
  await writeOwnFile(workspace, templatePath, template, prepullAction);
  return warnings;
}

/**
 * Takes away what {@link addToChart} added; the template goes with the last manifest.
 *
 * @throws ConflictError when the template or the values are not ours
 */
export async function removeFromChart(
  workspace: Workspace,
  directory: string,
  name: string,
): Promise<void> {
  const valuesPath = inChart(directory, 'values.yaml');
  const text = await workspace.read(valuesPath);
  if (text === undefined) {
    return;
  }
  const editor = editYaml(text, valuesPath);
  const manifests = manifestsIn(editor, valuesPath);
  if (!manifests || !(name in manifests)) {
    return;
  }
  if (Object.keys(manifests).length > 1) {
    editor.remove([helmKey, 'manifests', name]);
    await workspace.write(valuesPath, editor.text);
    return;
  }
  const templatePath = inChart(directory, 'templates/prepull.yaml');
  await removeOwnFile(workspace, templatePath, prepullAction);
  editor.remove([helmKey]);
  const isEmpty = editor.text.trim() === madeByLine(prepullAction);
  if (isMadeBy(text, prepullAction) && isEmpty) {
    await workspace.remove(valuesPath);
  } else {
    await workspace.write(valuesPath, editor.text);
  }
}

/** The folders of charts whose values hold a manifest of this name. */
export async function chartsWith(
  workspace: Workspace,
  charts: readonly string[],
  name: string,
): Promise<string[]> {
  const found: string[] = [];
  for (const chart of charts) {
    const path = inChart(chart, 'values.yaml');
    const text = await workspace.read(path).catch(() => undefined);
    if (text?.includes(helmKey)) {
      const manifests = manifestsIn(editYaml(text, path), path);
      if (manifests && name in manifests) {
        found.push(chart);
      }
    }
  }
  return found;
}
