import { InputError } from '@backstage/errors';
import { ManifestPlace, showFolder } from '../layout/ManifestPlace';
import { isMapping, textIn } from '../layout/manifestFiles';
import { prepullLabels } from './prepullManifests';

/**
 * Refuses a place where Kustomize would put such labels on the pods that a service of the repository sends its requests to them.
 *
 * @throws InputError that names the service and what to do
 */
export function refuseSelectingServices(
  place: ManifestPlace,
  name: string,
): void {
  const { addedPodLabels, documents, directory } = place;
  if (Object.keys(addedPodLabels).length === 0) {
    return;
  }
  const labels = new Map(
    Object.entries({ ...prepullLabels(name), ...addedPodLabels }),
  );
  for (const { path, value } of documents) {
    const selector = isMapping(value.spec) ? value.spec.selector : undefined;
    if (
      value.kind === 'Service' &&
      isMapping(selector) &&
      // What Kustomize adds replaces the same key in the selector too.
      Object.entries(selector).every(
        ([key, label]) => key in addedPodLabels || labels.get(key) === label,
      )
    ) {
      throw new InputError(
        `Kustomize puts the labels ${Object.keys(addedPodLabels).join(
          ', ',
        )} on all pods of ${showFolder(directory)}, so the service ${
          textIn(value.metadata, 'name') ?? ''
        } in ${path} would send requests to the pods of the pre-pull. Give its selector a label that only its own pods have, or name another folder as directory.`,
      );
    }
  }
}
