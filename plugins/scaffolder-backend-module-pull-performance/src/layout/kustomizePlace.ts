import { buildPaths } from './kustomizations';
import { FoundPlace, showFolder } from './ManifestPlace';
import { Repository } from './repository';
import { WorkloadPlace } from './workloadPlaces';

/** How a folder with a workload is put together. */
export function placeOf(
  repository: Repository,
  place: WorkloadPlace,
): FoundPlace {
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
export function mostSpecific(
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
