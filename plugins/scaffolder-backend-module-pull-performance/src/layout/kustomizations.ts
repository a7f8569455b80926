import { posix } from 'node:path';
import {
  baseName,
  folderOf,
  isMapping,
  kustomizationNames,
  ManifestDocument,
  textIn,
  textsIn,
} from './manifestFiles';

/** A folder that Kustomize builds. */
export interface Kustomization {
  /** Its file, for example `deploy/base/kustomization.yaml`. */
  path: string;
  directory: string;
  /** The files and folders that it names as resources, from the repository's top; addresses and what lies outside are left out. */
  resources: ReadonlySet<string>;
  namespace?: string;
  namePrefix: string;
  nameSuffix: string;
  /** Labels that it puts on all pods. */
  podLabels: Readonly<Record<string, string>>;
}

function localPath(directory: string, resource: string): string | undefined {
  if (/^[a-z+]+:\/\/|^git@|\?ref=/.test(resource)) {
    return undefined;
  }
  const path = posix.join('/', directory, resource).slice(1);
  const leadsOut = posix.join(directory, resource).startsWith('..');
  return leadsOut ? undefined : path.replace(/\/$/, '');
}

function labelsIn(value: unknown): Record<string, string> {
  return isMapping(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, label]) => [key, String(label)]),
      )
    : {};
}

function podLabelsOf(value: Record<string, unknown>): Record<string, string> {
  const sets = Array.isArray(value.labels) ? value.labels : [];
  return sets
    .filter(
      set =>
        isMapping(set) &&
        (set.includeSelectors === true || set.includeTemplates === true),
    )
    .reduce(
      (labels, set) => ({ ...labels, ...labelsIn(set.pairs) }),
      labelsIn(value.commonLabels),
    );
}

/** The kustomizations among the documents of a repository. */
export function findKustomizations(
  documents: readonly ManifestDocument[],
): Kustomization[] {
  return documents
    .filter(({ path, index }) => {
      return index === 0 && kustomizationNames.includes(baseName(path));
    })
    .map(({ path, value }) => {
      const directory = folderOf(path);
      const named = ['resources', 'bases', 'components'].flatMap(key =>
        textsIn(value, key),
      );
      const resources = named.flatMap(
        resource => localPath(directory, resource) ?? [],
      );
      return {
        path,
        directory,
        resources: new Set(resources),
        namespace: textIn(value, 'namespace'),
        namePrefix: textIn(value, 'namePrefix') ?? '',
        nameSuffix: textIn(value, 'nameSuffix') ?? '',
        podLabels: podLabelsOf(value),
      };
    });
}

/** A way from a kustomization to one that nothing includes, each included by the next. */
export type BuildPath = readonly Kustomization[];

const MAX_PATHS = 200;

/** All ways through which a kustomization is built: with itself as the first step. */
export function buildPaths(
  start: Kustomization,
  all: readonly Kustomization[],
): BuildPath[] {
  const complete: BuildPath[] = [];
  const open: BuildPath[] = [[start]];
  for (let path = open.pop(); path; path = open.pop()) {
    const steps: BuildPath = path;
    const { directory } = steps[steps.length - 1];
    const includers = all.filter(
      candidate =>
        candidate.resources.has(directory) && !steps.includes(candidate),
    );
    if (includers.length === 0) {
      complete.push(steps);
    }
    if (complete.length + open.length < MAX_PATHS) {
      open.push(...includers.map(includer => [...steps, includer]));
    }
  }
  return complete;
}

/** What an object is called in a cluster when it is built through a path. */
export function builtName(
  name: string,
  namespace: string | undefined,
  path: BuildPath,
): { name: string; namespace?: string } {
  return path.reduce(
    (built: { name: string; namespace?: string }, step) => ({
      name: `${step.namePrefix}${built.name}${step.nameSuffix}`,
      namespace: step.namespace ?? built.namespace,
    }),
    { name, namespace },
  );
}
