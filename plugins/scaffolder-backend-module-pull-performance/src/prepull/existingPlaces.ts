import { InputError } from '@backstage/errors';
import { findCharts } from '../layout/charts';
import { showFolder } from '../layout/ManifestPlace';
import {
  baseName,
  folderOf,
  kustomizationNames,
  textsIn,
} from '../layout/manifestFiles';
import { isMadeBy } from '../workspace/ownFile';
import { pathSegments } from '../workspace/safePath';
import { Workspace } from '../workspace/Workspace';
import { readYaml } from '../workspace/yaml/parseYaml';
import { chartsWith } from './helmChart';
import { ManifestFilePlace } from './manifestFile';
import { prepullAction } from './ownManifest';

/** Where an earlier run put the manifest. */
export type ExistingPlace =
  | { layout: 'helm'; directory: string }
  | ({ layout: 'plain' | 'kustomize'; directory: string } & ManifestFilePlace);

/**
 * Where a manifest of this name stands already.
 *
 * @param directory - only there
 * @throws InputError when it is in several folders
 */
export async function findExisting(
  workspace: Workspace,
  name: string,
  directory?: string,
): Promise<ExistingPlace | undefined> {
  const wanted =
    directory === undefined ? undefined : pathSegments(directory).join('/');
  const files = await workspace.list();
  const places: ExistingPlace[] = [];
  for (const path of files.filter(file => baseName(file) === `${name}.yaml`)) {
    const text = await workspace.read(path);
    if (text !== undefined && isMadeBy(text, prepullAction)) {
      places.push(await filePlace(workspace, path));
    }
  }
  const charts = await chartsWith(workspace, findCharts(files), name);
  places.push(
    ...charts.map(chart => ({ layout: 'helm' as const, directory: chart })),
  );
  const found = places.filter(
    place => wanted === undefined || place.directory === wanted,
  );
  if (found.length > 1) {
    throw new InputError(
      `${name} is in several folders: ${found
        .map(place => showFolder(place.directory))
        .join(', ')}. Name one of them as directory.`,
    );
  }
  return found[0];
}

async function filePlace(
  workspace: Workspace,
  path: string,
): Promise<ExistingPlace> {
  const directory = folderOf(path);
  for (const name of kustomizationNames) {
    const kustomization = directory === '' ? name : `${directory}/${name}`;
    const text = await workspace.read(kustomization);
    if (text !== undefined) {
      const [value] = readYaml(text, kustomization);
      const entries = textsIn(value, 'resources').map(entry =>
        entry.replace(/^\.\//, ''),
      );
      if (entries.includes(baseName(path))) {
        return { layout: 'kustomize', directory, path, kustomization };
      }
    }
  }
  return { layout: 'plain', directory, path };
}
