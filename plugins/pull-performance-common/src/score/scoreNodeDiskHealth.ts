import { JudgedNode } from '../nodes/types';
import {
  Area,
  AreaConfidenceEnum,
  GradeLimits,
  Reason,
} from '../schema/openapi';
import { formatCount } from '../units/numbers';
import { areaDefinition } from './areas';
import { gradeOf } from './grades';
import { nodeDiskEvidence } from './nodeDiskEvidence';
import { unknownArea } from './unknownArea';

/** Of all nodes; with fewer known ones there is no grade. */
const leastKnownShare = 0.5;
const knownShareForMedium = 0.8;

/**
 * Grades the disks of the nodes that a service ran on: the share of the known nodes that were throttled or nearly full.
 *
 * @remarks
 * Unknown nodes are left out, and when more than half are unknown there is no grade. Confidence is `high` when all are known, `medium` from 80 % on,
 * else `low`.
 *
 * @public
 */
export function scoreNodeDiskHealth(options: {
  /** Each node once. */
  nodes: readonly JudgedNode[];
  limits: GradeLimits;
  /** Why there is nothing, should it have run on no node. */
  reasonWithoutNodes: Reason;
  /** Why nodes are unknown, should too many be: for example that of most of them. */
  reasonOfUnknown?: Reason;
}): Area {
  const { nodes, limits, reasonWithoutNodes, reasonOfUnknown } = options;
  const area = areaDefinition('nodeDiskHealth');
  if (nodes.length === 0) {
    return unknownArea({ area, limits, reason: reasonWithoutNodes });
  }
  const known = nodes.filter(({ health }) => health !== 'unknown');
  const knownShare = known.length / nodes.length;
  const evidence = nodeDiskEvidence(nodes);
  if (known.length === 0 || knownShare < leastKnownShare) {
    const reason = reasonOfUnknown ?? tooFewKnown(known.length, nodes.length);
    return {
      ...unknownArea({ area, limits, reason }),
      samples: known.length,
      evidence,
    };
  }
  const value = badShare(known);
  return {
    grade: gradeOf(value, limits),
    value,
    unit: area.unit,
    samples: known.length,
    confidence: confidenceOfNodes(knownShare),
    evidence,
    target: limits.b,
    limits,
    worstCluster: worstCluster(known),
  };
}

function isBad({ health }: JudgedNode): boolean {
  return health === 'throttled' || health === 'full';
}

function badShare(known: readonly JudgedNode[]): number {
  return known.filter(isBad).length / known.length;
}

function confidenceOfNodes(knownShare: number): AreaConfidenceEnum {
  if (knownShare === 1) {
    return 'high';
  }
  return knownShare >= knownShareForMedium ? 'medium' : 'low';
}

/** The cluster with the largest share, of these that with most such nodes; none where all nodes kept up. */
function worstCluster(known: readonly JudgedNode[]): string | undefined {
  const byCluster = new Map<string, JudgedNode[]>();
  for (const node of known) {
    const others = byCluster.get(node.cluster);
    if (others) {
      others.push(node);
    } else {
      byCluster.set(node.cluster, [node]);
    }
  }
  const [worst] = [...byCluster]
    .map(([cluster, nodes]) => ({
      cluster,
      share: badShare(nodes),
      nodes: nodes.length,
    }))
    .filter(({ share }) => share > 0)
    .sort((one, other) => other.share - one.share || other.nodes - one.nodes);
  return worst?.cluster;
}

function tooFewKnown(known: number, nodes: number): Reason {
  return {
    code: 'too-few-disks-known',
    what: `The disks of ${formatCount(nodes - known)} of ${formatCount(
      nodes,
    )} nodes are unknown`,
    why: 'With less than half of the disks known the rest may hide a slow one, so there is no grade.',
    next: 'Look at the reason beside each node in the list of nodes, and at docs/nodes.md.',
  };
}
