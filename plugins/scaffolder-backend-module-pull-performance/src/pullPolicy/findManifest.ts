import { InputError } from '@backstage/errors';
import { findKustomizations } from '../layout/kustomizations';
import {
  ManifestDocument,
  readManifests,
  textIn,
} from '../layout/manifestFiles';
import { findWorkloadPlaces, WorkloadName } from '../layout/workloadPlaces';
import { showPath } from '../workspace/safePath';
import { Workspace } from '../workspace/Workspace';
import { podContainers } from './podContainers';

const MAX_SHOWN = 10;

/** A workload's manifest, and what patches it. */
export interface FoundManifest {
  document: ManifestDocument;
  /** Files that say `Always` for the same workload, as patches do. */
  patches: string[];
}

function hasImages({ value }: ManifestDocument): boolean {
  return podContainers(value).some(({ image }) => image !== undefined);
}

/**
 * The manifest of a workload.
 *
 * @param manifest - the file that the user named
 * @returns `undefined` when there is none
 * @throws InputError when there are several
 */
export async function findManifest(
  workspace: Workspace,
  workload: WorkloadName,
  manifest?: string,
): Promise<FoundManifest | undefined> {
  const documents = await readManifests(workspace, await workspace.list());
  const sameKind = documents.filter(
    ({ value }) => value.kind === workload.kind,
  );
  const kustomizations = findKustomizations(documents);
  const found =
    manifest === undefined
      ? sameKind.filter(
          document =>
            hasImages(document) &&
            findWorkloadPlaces(workload, [document], kustomizations).length > 0,
        )
      : inNamedFile(sameKind, workload, manifest);
  if (found.length > 1) {
    const files = [...new Set(found.map(({ path }) => path))];
    throw new InputError(
      `${workload.kind}/${workload.name} has several manifests: ${files
        .slice(0, MAX_SHOWN)
        .map(showPath)
        .join(', ')}. Give manifest with the file of the one that is deployed.`,
    );
  }
  const [document] = found;
  return (
    document && {
      document,
      patches: sameKind
        .filter(
          other =>
            other !== document &&
            !hasImages(other) &&
            textIn(other.value.metadata, 'name') ===
              textIn(document.value.metadata, 'name') &&
            podContainers(other.value).some(
              ({ pullPolicy }) => pullPolicy === 'Always',
            ),
        )
        .map(({ path }) => path),
    }
  );
}

/** In a file that was named the name may differ, as where Kustomize adds a prefix. */
function inNamedFile(
  documents: readonly ManifestDocument[],
  workload: WorkloadName,
  manifest: string,
): ManifestDocument[] {
  const there = documents.filter(({ path }) => path === manifest);
  const named = there.filter(
    ({ value }) => textIn(value.metadata, 'name') === workload.name,
  );
  return named.length > 0 ? named : there;
}
