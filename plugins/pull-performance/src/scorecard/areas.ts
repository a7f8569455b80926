import {
  AreaId,
  ScorecardAreas,
} from 'backstage-plugin-pull-performance-common';

/** The areas in the order in which the card shows them. */
export const CARD_AREAS: readonly AreaId[] = [
  'imageSize',
  'layerReuse',
  'pullTime',
  'nodeDiskHealth',
];

/** The areas in the order of the tab's grade strip. */
export const STRIP_AREAS: readonly AreaId[] = [
  'pullTime',
  'imageSize',
  'layerReuse',
  'nodeDiskHealth',
];

/** The areas that have no grade, in the order of the card. */
export function unknownAreas(areas: ScorecardAreas): AreaId[] {
  return CARD_AREAS.filter(id => areas[id].grade === 'unknown');
}
