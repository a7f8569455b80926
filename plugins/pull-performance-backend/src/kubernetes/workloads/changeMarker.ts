import {
  changeMarkerLabel,
  isChangeMarker,
} from 'backstage-plugin-pull-performance-common';
import { MarkerSighting } from '../../store/ChangeStore';
import { labelOf } from './labels';
import { PodObject } from './objects';

/** Of which change a pod is, and since when it is on a node, at most since now; `undefined` for all others. */
export function markerOf(
  pod: PodObject,
  nowMs: number,
): MarkerSighting | undefined {
  const { labels, acknowledgedAtMs } = pod;
  const marker = labelOf(labels, changeMarkerLabel);
  return marker !== undefined &&
    isChangeMarker(marker) &&
    acknowledgedAtMs !== undefined
    ? { marker, atMs: Math.min(acknowledgedAtMs, nowMs) }
    : undefined;
}
