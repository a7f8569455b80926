import { InputError } from '@backstage/errors';
import { folderOf } from './manifestFiles';
import { FoundPlace, LayoutOptions, showFolder } from './ManifestPlace';
import { placeOf } from './kustomizePlace';
import { Repository } from './repository';
import { findWorkloadPlaces } from './workloadPlaces';

/**
 * The folder that somebody named.
 *
 * @throws InputError when it does not have the layout that was asked for
 */
export function namedPlace(
  repository: Repository,
  options: LayoutOptions,
  directory: string,
): FoundPlace {
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
