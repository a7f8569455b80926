import { ConflictError } from '@backstage/errors';
import { changeMarkerLabel } from 'backstage-plugin-pull-performance-common';
import { isMapping, textIn } from '../layout/manifestFiles';
import { markerOf } from './marker';
import { KubernetesManifest, workloadAnnotation } from './prepullManifests';

/** The name of the action behind `pull-performance:`, which files that it makes carry in their first line. */
export const prepullAction = 'prepull:add';

/** Whether an object carries the label of those that these plugins make. */
export function isOwnManifest(value: unknown): boolean {
  const labels =
    isMapping(value) && isMapping(value.metadata) && value.metadata.labels;
  return textIn(labels, 'app.kubernetes.io/managed-by') === 'pull-performance';
}

/**
 * What to know before an object that is there is replaced.
 *
 * @throws ConflictError when it is not ours, or for another workload
 */
export function checkReplaced(
  old: unknown,
  manifest: KubernetesManifest,
  where: string,
): string[] {
  const metadata = isMapping(old) ? old.metadata : undefined;
  const annotations = isMapping(metadata) ? metadata.annotations : undefined;
  const labels = isMapping(metadata) ? metadata.labels : undefined;
  const { [workloadAnnotation]: ref } = manifest.metadata.annotations;
  if (!isOwnManifest(old)) {
    throw new ConflictError(
      `${where} was not made by pull-performance:${prepullAction}, so it stays as it is. Choose another name, or move or delete it first.`,
    );
  }
  const oldRef = textIn(annotations, workloadAnnotation);
  if (oldRef !== ref) {
    throw new ConflictError(
      `${where} is for ${
        oldRef ?? 'another workload'
      }, not for ${ref}. Choose another name.`,
    );
  }
  return textIn(labels, changeMarkerLabel) === markerOf(old)
    ? []
    : [
        `${where} was edited by hand since it was made: those edits are replaced.`,
      ];
}
