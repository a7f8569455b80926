import { readYaml } from '../workspace/yaml/parseYaml';
import { Workspace } from '../workspace/Workspace';

const MAX_FILES = 2_000;
const MAX_CHARACTERS = 10_000_000;

/** A document of a repository that may be an object of Kubernetes. */
export interface ManifestDocument {
  /** The file in which it stands. */
  path: string;
  /** Its place among the documents of the file, from 0. */
  index: number;
  value: Record<string, unknown>;
}

/** Whether a value is a map. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text in a map. */
export function textIn(map: unknown, key: string): string | undefined {
  const value = isMapping(map) ? map[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list in a map. */
export function textsIn(map: unknown, key: string): string[] {
  const value = isMapping(map) ? map[key] : undefined;
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

/** The folder of a path: empty for the repository's own. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Names that Kustomize takes for its file. */
export const kustomizationNames: readonly string[] = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

function isKustomization(path: string): boolean {
  return kustomizationNames.includes(baseName(path));
}

function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path) || isKustomization(path);
}

/**
 * All YAML documents that are maps and may be objects of Kubernetes. Files that are no valid YAML, such as templates of Helm, are left out; so is what exceeds 2,000 files or 10 million characters.
 */
export async function readManifests(
  workspace: Workspace,
  paths: readonly string[],
): Promise<ManifestDocument[]> {
  const documents: ManifestDocument[] = [];
  let characters = 0;
  for (const path of paths.filter(isYaml).slice(0, MAX_FILES)) {
    try {
      const text = (await workspace.read(path)) ?? '';
      if (!text.includes('kind') && !isKustomization(path)) {
        continue;
      }
      characters += text.length;
      if (characters > MAX_CHARACTERS) {
        break;
      }
      readYaml(text, path).forEach((value, index) => {
        if (isMapping(value)) {
          documents.push({ path, index, value });
        }
      });
    } catch {
      // Whoever needs this file reads it again and tells what is wrong.
    }
  }
  return documents;
}
