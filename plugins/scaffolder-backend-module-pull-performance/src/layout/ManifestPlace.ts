import { ManifestDocument } from './manifestFiles';
import { WorkloadName } from './workloadPlaces';

/** How the manifests of a repository are put together. */
export type Layout = 'plain' | 'kustomize' | 'helm';

/** A folder that can take another manifest. */
export interface ManifestPlace {
  layout: Layout;
  /** Empty for the repository's own folder. */
  directory: string;
  /** The file of Kustomize that must name the manifest. */
  kustomization?: string;
  /** What the manifest must name as its namespace; absent where whoever applies it decides. */
  namespace?: string;
  /** Labels that Kustomize puts on the pods, through whatever includes the folder. */
  addedPodLabels: Readonly<Record<string, string>>;
  warnings: string[];
  /** All that was read. */
  documents: readonly ManifestDocument[];
}

/** A place without what was read to find it. */
export type FoundPlace = Omit<ManifestPlace, 'documents'>;

/** What is looked for. */
export interface LayoutOptions {
  workload: WorkloadName;
  /** By default `auto`. */
  layout?: Layout | 'auto';
  /** Where somebody says it is; by default it is looked for. */
  directory?: string;
}

/** A folder as people write it. */
export function showFolder(directory: string): string {
  return directory === '' ? '.' : directory;
}
