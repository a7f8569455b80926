import { Workspace } from '../workspace/Workspace';
import { findCharts } from './charts';
import { findKustomizations, Kustomization } from './kustomizations';
import { baseName, ManifestDocument, readManifests } from './manifestFiles';

/** What of a repository tells how its manifests are put together. */
export interface Repository {
  files: readonly string[];
  documents: readonly ManifestDocument[];
  kustomizations: readonly Kustomization[];
  charts: readonly string[];
}

/** Reads a repository once. */
export async function readRepository(
  workspace: Workspace,
): Promise<Repository> {
  const files = await workspace.list();
  const charts = findCharts(files);
  const outside = files.filter(
    path => !charts.some(chart => chart === '' || path.startsWith(`${chart}/`)),
  );
  // The top of the repository may be a chart: kustomizations and manifests beside it still count.
  const considered = charts.includes('')
    ? files.filter(path => !/^(?:templates|charts|crds)\//.test(path))
    : outside;
  const documents = await readManifests(workspace, considered);
  const kustomizations = findKustomizations(documents);
  return { files, documents, kustomizations, charts };
}

/** Charts whose templates make the kind of the workload, else all. */
export async function likelyCharts(
  workspace: Workspace,
  repository: Repository,
  kind: string,
): Promise<string[]> {
  const likely: string[] = [];
  for (const chart of repository.charts) {
    const folder = chart === '' ? 'templates/' : `${chart}/templates/`;
    for (const path of repository.files.filter(file =>
      file.startsWith(folder),
    )) {
      const text = /\.(ya?ml|tpl)$/.test(baseName(path))
        ? await workspace.read(path).catch(() => undefined)
        : undefined;
      if (text?.split(/\r?\n/).some(line => line.trim() === `kind: ${kind}`)) {
        likely.push(chart);
        break;
      }
    }
  }
  return likely.length > 0 ? likely : [...repository.charts];
}
