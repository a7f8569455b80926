import { InputError } from '@backstage/errors';
import { pathSegments } from '../workspace/safePath';
import { Workspace } from '../workspace/Workspace';
import { findCharts } from './charts';
import {
  buildPaths,
  findKustomizations,
  Kustomization,
} from './kustomizations';
import {
  baseName,
  folderOf,
  ManifestDocument,
  readManifests,
} from './manifestFiles';
import {
  findWorkloadPlaces,
  WorkloadName,
  WorkloadPlace,
} from './workloadPlaces';

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

/** What is looked for. */
export interface LayoutOptions {
  workload: WorkloadName;
  /** By default `auto`. */
  layout?: Layout | 'auto';
  /** Where somebody says it is; by default it is looked for. */
  directory?: string;
}

interface Repository {
  files: readonly string[];
  documents: readonly ManifestDocument[];
  kustomizations: readonly Kustomization[];
  charts: readonly string[];
}

/** A folder as people write it. */
export function showFolder(directory: string): string {
  return directory === '' ? '.' : directory;
}

async function readRepository(workspace: Workspace): Promise<Repository> {
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

function placeOf(
  repository: Repository,
  place: WorkloadPlace,
): Omit<ManifestPlace, 'documents'> {
  const { directory, kustomization, namespace } = place;
  if (!kustomization) {
    const layout = 'plain';
    return { layout, directory, namespace, addedPodLabels: {}, warnings: [] };
  }
  const paths = buildPaths(kustomization, repository.kustomizations);
  const steps = paths.flat();
  const roots = paths
    .map(path => path[path.length - 1].directory)
    .filter(root => root !== directory);
  return {
    layout: 'kustomize',
    directory,
    kustomization: kustomization.path,
    namespace: steps.some(step => step.namespace) ? undefined : namespace,
    addedPodLabels: Object.assign({}, ...steps.map(step => step.podLabels)),
    warnings:
      roots.length > 0
        ? [
            `${showFolder(directory)} is included by ${roots
              .map(showFolder)
              .join(
                ', ',
              )}: what is added comes to all of them. Name one of them as directory to add it there only.`,
          ]
        : [],
  };
}

/** Where a base is built for several places, the one overlay through which it becomes this workload. */
function mostSpecific(
  place: WorkloadPlace,
  repository: Repository,
): WorkloadPlace {
  const { kustomization, paths } = place;
  if (!kustomization) {
    return place;
  }
  const all = buildPaths(kustomization, repository.kustomizations);
  if (paths.length !== 1 || all.length === 1) {
    return place;
  }
  const root = paths[0][paths[0].length - 1];
  return { ...place, directory: root.directory, kustomization: root };
}

function inDirectory(
  repository: Repository,
  options: LayoutOptions,
  directory: string,
): Omit<ManifestPlace, 'documents'> {
  const { workload, layout = 'auto' } = options;
  const { kustomizations, files } = repository;
  const chart = files.includes(
    directory === '' ? 'Chart.yaml' : `${directory}/Chart.yaml`,
  );
  const kustomization = kustomizations.find(
    candidate => candidate.directory === directory,
  );
  const isThere =
    directory === '' || files.some(path => path.startsWith(`${directory}/`));
  const shown = showFolder(directory);
  if (!isThere && layout !== 'plain') {
    throw new InputError(
      `There is no file in the folder ${shown}. Name a folder of the repository, or choose the layout plain to begin it.`,
    );
  }
  if (layout === 'helm' || (layout === 'auto' && chart)) {
    if (!chart) {
      throw new InputError(
        `${shown} has no Chart.yaml, so it is no chart of Helm. Name the folder of the chart.`,
      );
    }
    return { layout: 'helm', directory, addedPodLabels: {}, warnings: [] };
  }
  if (layout === 'kustomize' || (layout === 'auto' && kustomization)) {
    if (!kustomization) {
      throw new InputError(
        `${shown} has no kustomization.yaml that can be read. Name the folder of the base or overlay.`,
      );
    }
    const namespace = findWorkloadPlaces(
      workload,
      repository.documents,
      kustomizations,
    ).find(place => place.directory === directory)?.namespace;
    return placeOf(repository, {
      directory,
      kustomization,
      paths: [],
      namespace,
    });
  }
  const here = repository.documents.filter(
    ({ path }) => folderOf(path) === directory,
  );
  const [known] = findWorkloadPlaces(workload, here, []);
  return {
    layout: 'plain',
    directory,
    namespace: known ? known.namespace : workload.namespace,
    addedPodLabels: {},
    warnings: [],
  };
}

/** Charts whose templates make the kind of the workload, else all. */
async function likelyCharts(
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

function chooseOne<Item>(
  items: readonly Item[],
  directoryOf: (item: Item) => string,
  what: string,
): Item | undefined {
  if (items.length > 1) {
    throw new InputError(
      `${what} is in several folders: ${items
        .map(item => showFolder(directoryOf(item)))
        .sort()
        .slice(0, 20)
        .join(', ')}. Name one of them as directory.`,
    );
  }
  return items[0];
}

async function find(
  workspace: Workspace,
  repository: Repository,
  options: LayoutOptions,
): Promise<Omit<ManifestPlace, 'documents'>> {
  const { workload, layout = 'auto' } = options;
  const what = `${workload.kind}/${workload.name}`;
  const place = chooseOne(
    findWorkloadPlaces(
      workload,
      repository.documents,
      repository.kustomizations,
    ).filter(
      ({ kustomization }) =>
        layout === 'auto' || layout === (kustomization ? 'kustomize' : 'plain'),
    ),
    ({ directory }) => directory,
    `A manifest of ${what}`,
  );
  if (place) {
    return placeOf(repository, mostSpecific(place, repository));
  }
  if (layout === 'auto' || layout === 'helm') {
    const directory = chooseOne(
      await likelyCharts(workspace, repository, workload.kind),
      chart => chart,
      `A chart of Helm that may hold ${what}`,
    );
    if (directory !== undefined) {
      return { layout: 'helm', directory, addedPodLabels: {}, warnings: [] };
    }
  }
  if (repository.files.length === 0 && layout !== 'helm') {
    return {
      layout: 'plain',
      directory: '',
      namespace: workload.namespace,
      addedPodLabels: {},
      warnings: [
        'The files of the repository are not known, so the manifest stands by itself. Put it where the manifests of the workload are.',
      ],
    };
  }
  throw new InputError(
    `No ${
      layout === 'helm' ? 'chart of Helm' : `manifest of ${what}`
    } was found in the repository. Name the folder of its manifests as directory, or the address of the repository that holds them.`,
  );
}

/**
 * Finds the folder that holds the manifest of a workload, and how it is put together.
 *
 * @throws InputError when there is none, or several are possible: the error lists them
 */
export async function detectLayout(
  workspace: Workspace,
  options: LayoutOptions,
): Promise<ManifestPlace> {
  const repository = await readRepository(workspace);
  const { documents } = repository;
  const place =
    options.directory === undefined
      ? await find(workspace, repository, options)
      : inDirectory(
          repository,
          options,
          pathSegments(options.directory).join('/'),
        );
  return { ...place, documents };
}
