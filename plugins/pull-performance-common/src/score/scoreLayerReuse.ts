import { ChangingLayer } from '../images/changingLayers';
import { ImageFacts } from '../images/facts';
import { LayersOnNodes } from '../images/layerGraphTypes';
import {
  layerReuse,
  reuseOnNodes,
  reuseOverVersions,
  versionChanges,
} from '../images/layerReuse';
import { VersionChange } from '../images/servedLayers';
import {
  Area,
  AreaConfidenceEnum,
  GradeLimits,
  Reason,
} from '../schema/openapi';
import { formatBytes } from '../units/bytes';
import { formatCount, formatShare } from '../units/numbers';
import { areaDefinition } from './areas';
import { longestEvidence, shorten } from './evidence';
import { gradeOf } from './grades';
import { unknownArea } from './unknownArea';

/**
 * The versions of one container on one platform.
 *
 * @public
 */
export interface ContainerVersions {
  /** In order of first sight; `undefined` where the layers are not known. */
  versions: readonly (ImageFacts | undefined)[];
  /** What others have of the newest version on its nodes: `LayerGraph.nodesWith` for its layers in their order, without its own versions. */
  onNodes?: LayersOnNodes;
}

/** Fewer changes are a hint. */
const fewestForMedium = 3;
const fewestForHigh = 6;

/**
 * Grades how much of a new version a node has already that ran the version before: of all bytes of the last versions of all containers (at most 8
 * changes each) the share that is not fetched again. A change that several workloads went through counts once.
 *
 * @remarks
 * Without any change from version to version it is the share of the image that other images on its nodes have, on average over nodes.
 * Confidence is `low` below 3 changes, when more changes are unknown than known, and for the share on nodes; `medium` below 6
 * or when some change is unknown; else `high`.
 *
 * @public
 */
export function scoreLayerReuse(options: {
  containers: readonly ContainerVersions[];
  limits: GradeLimits;
  /** Why there is nothing, should neither versions nor nodes tell anything. */
  reason: Reason;
}): Area {
  const { containers, limits, reason } = options;
  const area = areaDefinition('layerReuse');
  const found = overVersions(containers) ?? overNodes(containers);
  if (!found) {
    return unknownArea({ area, limits, reason });
  }
  return {
    grade: gradeOf(found.value, limits),
    value: found.value,
    unit: area.unit,
    samples: found.samples,
    confidence: found.confidence,
    evidence: found.evidence,
    target: limits.b,
    limits,
  };
}

interface Found {
  value: number;
  samples: number;
  confidence: AreaConfidenceEnum;
  evidence: string;
}

function overVersions(
  containers: readonly ContainerVersions[],
): Found | undefined {
  const changes = new Map<string, VersionChange>();
  let unknown = 0;
  for (const { versions } of containers) {
    const found = versionChanges(versions);
    unknown += found.unknown;
    for (const change of found.changes) {
      changes.set(`${change.previous.digest} ${change.image.digest}`, change);
    }
  }
  let bytes = 0;
  let fetchedAgainBytes = 0;
  for (const { image, previous } of changes.values()) {
    const reuse = layerReuse(image, previous);
    bytes += reuse.bytes;
    fetchedAgainBytes += reuse.fetchedAgainBytes;
  }
  if (bytes === 0) {
    return undefined;
  }
  const value = 1 - fetchedAgainBytes / bytes;
  return {
    value,
    samples: changes.size,
    confidence: confidenceOfChanges(changes.size, unknown),
    evidence: evidenceOfChanges({
      value,
      changes: changes.size,
      fetchedAgainBytes,
      changing: largestChangingLayer(containers),
    }),
  };
}

function confidenceOfChanges(
  known: number,
  unknown: number,
): AreaConfidenceEnum {
  if (known < fewestForMedium || unknown > known) {
    return 'low';
  }
  return known < fewestForHigh || unknown > 0 ? 'medium' : 'high';
}

/** The largest layer that is another one in each version; once is no habit. */
function largestChangingLayer(
  containers: readonly ContainerVersions[],
): ChangingLayer | undefined {
  return containers
    .map(({ versions }) => reuseOverVersions(versions))
    .filter(({ transitions }) => transitions > 1)
    .flatMap(({ changingLayers }) => changingLayers)
    .sort((one, other) => other.compressedBytes - one.compressedBytes)
    .at(0);
}

function evidenceOfChanges(options: {
  value: number;
  changes: number;
  fetchedAgainBytes: number;
  changing: ChangingLayer | undefined;
}): string {
  const { value, changes, fetchedAgainBytes, changing } = options;
  if (changes === 1) {
    return `${formatShare(value)} of one new version; ${formatBytes(
      fetchedAgainBytes,
    )} fetched again`;
  }
  const share = `${formatShare(value)} over ${formatCount(changes)} versions`;
  if (changing) {
    const rest = `, ${formatBytes(changing.compressedBytes)}, always changes`;
    const room = longestEvidence - share.length - '; '.length - rest.length;
    return `${share}; ${shorten(changing.instruction, room)}${rest}`;
  }
  return `${share}; ${formatBytes(
    fetchedAgainBytes / changes,
  )} fetched again for each`;
}

function overNodes(
  containers: readonly ContainerVersions[],
): Found | undefined {
  const seen = new Set<string>();
  let bytes = 0;
  let fetchedBytes = 0;
  let nodes = 0;
  for (const { versions, onNodes } of containers) {
    const image = versions.at(-1);
    const reuse = image && onNodes && reuseOnNodes(image, onNodes);
    if (image && reuse && !seen.has(image.digest)) {
      seen.add(image.digest);
      bytes += reuse.bytes;
      fetchedBytes += reuse.fetchedAgainBytes;
      nodes = Math.max(nodes, onNodes.known);
    }
  }
  if (bytes === 0) {
    return undefined;
  }
  const value = 1 - fetchedBytes / bytes;
  return {
    value,
    samples: nodes,
    confidence: 'low',
    evidence: `One version; others on ${formatCount(nodes)} ${
      nodes === 1 ? 'node' : 'nodes'
    } hold ${formatShare(value)} of it`,
  };
}
