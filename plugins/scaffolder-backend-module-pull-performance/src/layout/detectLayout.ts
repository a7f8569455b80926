import { InputError } from '@backstage/errors';
import { pathSegments } from '../workspace/safePath';
import { Workspace } from '../workspace/Workspace';
import { mostSpecific, placeOf } from './kustomizePlace';
import {
  FoundPlace,
  LayoutOptions,
  ManifestPlace,
  showFolder,
} from './ManifestPlace';
import { namedPlace } from './namedPlace';
import { likelyCharts, readRepository, Repository } from './repository';
import { findWorkloadPlaces } from './workloadPlaces';

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
): Promise<FoundPlace> {
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
      : namedPlace(
          repository,
          options,
          pathSegments(options.directory).join('/'),
        );
  return { ...place, documents };
}
