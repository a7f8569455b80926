import { InputError } from '@backstage/errors';
import { ServiceCluster } from 'backstage-plugin-pull-performance-common';
import { detectLayout } from '../layout/detectLayout';
import { Layout, showFolder } from '../layout/ManifestPlace';
import { Workspace } from '../workspace/Workspace';
import { findExisting } from './existingPlaces';
import { addToChart, removeFromChart } from './helmChart';
import { helperImage } from './containers';
import { prepullImages } from './images';
import { prepullName } from './kubernetesForms';
import { addManifestFile, removeManifestFile } from './manifestFile';
import { prepullManifests } from './prepullManifests';
import {
  PrepullMode,
  PrepullOptions,
  PrepullTechnique,
  PrepullWorkload,
} from './PrepullOptions';
import { refuseSelectingServices } from './selectingServices';
import {
  checkPrepullTechnique,
  choosePrepullTechnique,
  NodeFacts,
} from './technique';

/** Where the manifest goes. */
export interface PlaceOptions {
  layout?: Layout | 'auto';
  directory?: string;
}

/** What the action was asked for. */
export interface AddPrepullOptions
  extends PlaceOptions,
    Omit<PrepullOptions, 'workload' | 'technique' | 'cronJob'> {
  /** With the namespace in which it runs. */
  workload: PrepullWorkload;
  mode?: PrepullMode;
  technique?: PrepullTechnique | 'auto';
  schedule?: string;
  timeZone?: string;
  /** For a CronJob; by default as many as ran the service. */
  nodes?: number;
  /** The nodes that ran the service. */
  cluster?: Partial<ServiceCluster>;
  /** Whether the feature gate `ImageVolume` is on; absent while unknown. */
  imageVolumes?: boolean;
  /** Whether nodes stream images from Azure Container Registry. */
  artifactStreaming?: boolean;
}

/** What was added. */
export interface AddedPrepull {
  name: string;
  marker: string;
  mode: PrepullMode;
  images: string[];
  technique: PrepullTechnique;
  techniqueReason: string;
  layout: Layout;
  /** What the pods need besides. */
  helperImage?: string;
  /** `.` for the repository's own. */
  directory: string;
  warnings: string[];
}

function decideTechnique(options: AddPrepullOptions, facts: NodeFacts) {
  const { technique = 'auto' } = options;
  if (technique === 'auto') {
    return { ...choosePrepullTechnique(facts), warnings: [] };
  }
  const { refusal, warning } = checkPrepullTechnique(technique, facts);
  if (refusal !== undefined) {
    throw new InputError(refusal);
  }
  return {
    technique,
    reason: `The technique ${technique} was asked for.`,
    warnings: warning === undefined ? [] : [warning],
  };
}

function cronJobOf(options: AddPrepullOptions): PrepullOptions['cronJob'] {
  const { mode = 'daemonset', schedule, timeZone, cluster } = options;
  if (mode === 'daemonset') {
    return undefined;
  }
  const nodes = options.nodes ?? cluster?.nodes;
  if (!schedule || !nodes) {
    throw new InputError(
      `A CronJob needs ${
        schedule
          ? 'the number of nodes: the cluster tells of none that ran the service'
          : 'a schedule, for example "0 5 * * 1-5"'
      }.`,
    );
  }
  return { schedule, timeZone, nodes };
}

function windowsWarning(facts: NodeFacts): string[] {
  return facts.platforms?.some(({ os }) => os === 'windows')
    ? ['The service also runs on Windows nodes, which the pre-pull leaves out.']
    : [];
}

async function findPlace(
  workspace: Workspace,
  options: AddPrepullOptions,
  name: string,
) {
  const { layout, directory, workload } = options;
  const existing = await findExisting(workspace, name, directory);
  const isWanted =
    layout === undefined || layout === 'auto' || layout === existing?.layout;
  return detectLayout(
    workspace,
    existing && isWanted
      ? { workload, layout: existing.layout, directory: existing.directory }
      : { workload, layout, directory },
  );
}

/**
 * Adds the pre-pull of a workload to a repository, or brings one that is there up to date. The same options write the same bytes.
 *
 * @throws InputError for values that Kubernetes or the place refuses; ConflictError where something else of that name is there
 */
export async function addPrepull(
  workspace: Workspace,
  options: AddPrepullOptions,
): Promise<AddedPrepull> {
  const { cluster, mode = 'daemonset', workload } = options;
  const facts: NodeFacts = {
    kubernetesVersions: cluster?.kubernetesVersions,
    containerRuntimes: cluster?.containerRuntimes,
    platforms: options.platforms ?? cluster?.platforms,
    imageVolumes: options.imageVolumes,
    runtimeClass: options.settings?.runtimeClass,
  };
  const { technique, reason, warnings } = decideTechnique(options, facts);
  const { images, warnings: imageWarnings } = prepullImages(
    options.images,
    options,
  );
  const name = options.name ?? prepullName(workload);
  const manifestOptions = (namespace: string | undefined): PrepullOptions => ({
    ...options,
    name,
    workload: { ...workload, namespace },
    images,
    technique,
    cronJob: cronJobOf(options),
    pools: options.pools ?? cluster?.pools,
    platforms: facts.platforms,
  });
  // Values that are refused are refused before the repository is searched.
  prepullManifests(manifestOptions(workload.namespace));
  const place = await findPlace(workspace, options, name);
  const { layout, directory, kustomization } = place;
  refuseSelectingServices(place, name);
  const { marker, manifests } = prepullManifests(
    manifestOptions(place.namespace),
  );
  const path = directory === '' ? `${name}.yaml` : `${directory}/${name}.yaml`;
  const placeWarnings =
    layout === 'helm'
      ? await addToChart(workspace, directory, manifests[0])
      : await addManifestFile(workspace, { path, kustomization }, manifests[0]);
  return {
    name,
    marker,
    mode,
    images,
    technique,
    techniqueReason: reason,
    helperImage: helperImage(manifestOptions(undefined)),
    layout,
    directory: showFolder(directory),
    warnings: [
      ...warnings,
      ...imageWarnings,
      ...windowsWarning(facts),
      ...place.warnings,
      ...placeWarnings,
    ],
  };
}

/** What was taken away, and from where; nothing when there was none. */
export interface RemovedPrepull {
  layout: Layout;
  directory: string;
}

/**
 * Takes the pre-pull of a workload out of a repository: exactly what was added.
 *
 * @throws InputError when it is in several folders
 */
export async function removePrepull(
  workspace: Workspace,
  options: PlaceOptions & { workload: PrepullWorkload; name?: string },
): Promise<RemovedPrepull | undefined> {
  const name = options.name ?? prepullName(options.workload);
  const place = await findExisting(workspace, name, options.directory);
  if (!place) {
    return undefined;
  }
  if (place.layout === 'helm') {
    await removeFromChart(workspace, place.directory, name);
  } else {
    await removeManifestFile(workspace, place);
  }
  return { layout: place.layout, directory: showFolder(place.directory) };
}
