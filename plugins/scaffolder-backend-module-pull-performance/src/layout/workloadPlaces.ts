import {
  BuildPath,
  buildPaths,
  builtName,
  Kustomization,
} from './kustomizations';
import { folderOf, ManifestDocument, textIn } from './manifestFiles';

/** The workload that is looked for, as it is called in a cluster. */
export interface WorkloadName {
  kind: string;
  name: string;
  namespace?: string;
}

/** A folder that holds a workload's manifest. */
export interface WorkloadPlace {
  directory: string;
  /** Where Kustomize builds the folder. */
  kustomization?: Kustomization;
  /** Through which the workload gets the name that is looked for. */
  paths: readonly BuildPath[];
  /** That the manifest itself names. */
  namespace?: string;
}

function isSame(
  built: { name: string; namespace?: string },
  workload: WorkloadName,
): boolean {
  return (
    built.name === workload.name &&
    (built.namespace === undefined ||
      workload.namespace === undefined ||
      built.namespace === workload.namespace)
  );
}

/**
 * The folders that hold a workload: those of kustomizations that name its file, else that of the file. A file that a kustomization only patches with is none.
 */
export function findWorkloadPlaces(
  workload: WorkloadName,
  documents: readonly ManifestDocument[],
  kustomizations: readonly Kustomization[],
): WorkloadPlace[] {
  const places = new Map<string, WorkloadPlace>();
  for (const { path, value } of documents) {
    const name = textIn(value.metadata, 'name');
    if (value.kind !== workload.kind || name === undefined) {
      continue;
    }
    const namespace = textIn(value.metadata, 'namespace');
    const owners = kustomizations.filter(({ resources }) =>
      resources.has(path),
    );
    for (const kustomization of owners) {
      const paths = buildPaths(kustomization, kustomizations).filter(steps =>
        isSame(builtName(name, namespace, steps), workload),
      );
      if (paths.length > 0) {
        const { directory } = kustomization;
        places.set(directory, { directory, kustomization, paths, namespace });
      }
    }
    const directory = folderOf(path);
    const isPatch = kustomizations.some(other => other.directory === directory);
    if (
      owners.length === 0 &&
      !isPatch &&
      isSame({ name, namespace }, workload)
    ) {
      places.set(directory, { directory, paths: [], namespace });
    }
  }
  return [...places.values()];
}
