/**
 * The label by which the pods of an applied fix are known in a cluster. Its value is the marker of the change: 8 to 40 small letters and
 * digits.
 *
 * @public
 */
export const changeMarkerLabel = 'pull-performance/change';

const markerForm = /^[a-z0-9]{8,40}$/;

/**
 * Whether a text can be a change's marker.
 *
 * @public
 */
export function isChangeMarker(text: string): boolean {
  return markerForm.test(text);
}
