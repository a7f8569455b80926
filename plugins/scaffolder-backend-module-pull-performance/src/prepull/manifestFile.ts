import { isDeepStrictEqual } from 'node:util';
import {
  addKustomizeEntry,
  removeKustomizeEntry,
} from '../layout/kustomizeEntry';
import { folderOf } from '../layout/manifestFiles';
import { readOwnFile, removeOwnFile, writeOwnFile } from '../workspace/ownFile';
import { Workspace } from '../workspace/Workspace';
import { readYaml } from '../workspace/yaml/parseYaml';
import { stringifyYaml } from '../workspace/yaml/stringifyYaml';
import { checkReplaced, prepullAction } from './ownManifest';
import { KubernetesManifest } from './prepullManifests';

/** Where a manifest has a file of its own. */
export interface ManifestFilePlace {
  path: string;
  /** The file of Kustomize that must name it. */
  kustomization?: string;
}

/**
 * Writes a manifest into a file of its own, and makes Kustomize build it.
 *
 * @returns warnings
 * @throws ConflictError when there is a file that is not ours, or for another workload
 */
export async function addManifestFile(
  workspace: Workspace,
  place: ManifestFilePlace,
  manifest: KubernetesManifest,
): Promise<string[]> {
  const { path, kustomization } = place;
  const text = await readOwnFile(workspace, path, prepullAction);
  const warnings: string[] = [];
  if (text === undefined) {
    await writeOwnFile(workspace, path, stringifyYaml(manifest), prepullAction);
  } else {
    const [old] = readYaml(text, path);
    if (!isDeepStrictEqual(old, manifest)) {
      warnings.push(...checkReplaced(old, manifest, path));
      const written = stringifyYaml(manifest);
      await writeOwnFile(workspace, path, written, prepullAction);
    }
  }
  if (kustomization !== undefined) {
    await addKustomizeEntry(workspace, kustomization, entryOf(place));
  }
  return warnings;
}

/**
 * Takes away what {@link addManifestFile} added.
 *
 * @throws ConflictError when the file is not ours
 */
export async function removeManifestFile(
  workspace: Workspace,
  place: ManifestFilePlace,
): Promise<void> {
  const { path, kustomization } = place;
  const removed = await removeOwnFile(workspace, path, prepullAction);
  if (removed && kustomization !== undefined) {
    await removeKustomizeEntry(workspace, kustomization, entryOf(place));
  }
}

function entryOf({ path }: ManifestFilePlace): string {
  const folder = folderOf(path);
  return folder === '' ? path : path.slice(folder.length + 1);
}
