import { plainName } from '../../score/evidence';
import { AreaId, areaDefinition } from '../../score/areas';
import { Area, FixCondition } from '../../schema/openapi';
import { formatAreaValue } from '../../units/areaValue';
import { isAmount } from '../facts/amounts';
import { FixFacts } from '../FixRule';
import { condition, Finding, met, unknown, unmet } from './condition';

const names: Record<AreaId, { id: string; what: string }> = {
  pullTime: { id: 'slow-pulls', what: 'Pulls miss the target' },
  imageSize: {
    id: 'large-images',
    what: 'The size of images misses the target',
  },
  layerReuse: {
    id: 'low-reuse',
    what: 'The reuse of layers misses the target',
  },
  nodeDiskHealth: {
    id: 'bad-disks',
    what: 'The disks of nodes miss the target',
  },
};

/** That an area is worse than its target, so that there is something to gain. Grade B ends at the target. */
export function missesTarget(facts: FixFacts, id: AreaId): FixCondition {
  return condition(names[id], findingOf(facts.scorecard.areas[id], id));
}

/** The value of an area beside its target: `p95 wait of 32.1 s in demo-eastus, target 10.0 s`. Absent while it has no grade. */
export function valueAndTarget(
  facts: FixFacts,
  id: AreaId,
): string | undefined {
  const area = facts.scorecard.areas[id];
  if (area.grade === 'unknown' || !isAmount(area.value)) {
    return undefined;
  }
  const value = formatAreaValue(area.value, areaDefinition(id).unit);
  return `${inWords(area, id, value)}, target ${targetOf(area, id)}`;
}

function findingOf(area: Area, id: AreaId): Finding {
  const { grade, value } = area;
  if (grade === 'unknown' || !isAmount(value)) {
    return unknown(
      area.reason ?? {
        code: 'area-unknown',
        what: `The ${areaDefinition(id).title.toLowerCase()} is unknown`,
        why: 'It has no value in this window.',
        next: 'Look at the area on the scorecard.',
      },
    );
  }
  const target = targetOf(area, id);
  const text = inWords(
    area,
    id,
    formatAreaValue(value, areaDefinition(id).unit),
  );
  return grade === 'A' || grade === 'B'
    ? unmet(`The target of ${target} is met: ${text}`)
    : met(`The target of ${target} is missed: ${text}`);
}

function targetOf(area: Area, id: AreaId): string {
  const { unit, defaultLimits } = areaDefinition(id);
  return formatAreaValue(
    isAmount(area.target) ? area.target : defaultLimits.b,
    unit,
  );
}

function inWords(area: Area, id: AreaId, value: string): string {
  const where = area.worstCluster
    ? ` in ${plainName(area.worstCluster, 40)}`
    : '';
  switch (id) {
    case 'pullTime':
      return `p95 wait of ${value}${where}`;
    case 'imageSize':
      return `${value} for the largest pod`;
    case 'layerReuse':
      return `${value} of the bytes of new versions were on nodes already`;
    default:
      return `${value} of the nodes with a known disk were throttled or nearly full`;
  }
}
