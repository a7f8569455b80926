import {
  formatPlatform,
  isDigest,
  parsePlatform,
  Platform,
} from 'backstage-plugin-pull-performance-common';
import { Knex } from 'knex';
import { chunks } from '../database';
import { RunningImage } from '../ImageStore';
import { Numbers, workloadNumber, workloadNumbers } from '../numbers';
import { storableKey, storableText } from '../storable';
import { NodeRow } from './rows';
import { manifestNumbers } from './storedManifests';
import { nodeNumber, nodeNumbers } from './storedNodes';
import { NewUse, useText } from './useRows';

const MAX_REFERENCE_LENGTH = 1_024;
/** What was seen running on a node longer ago does not say that the node is there. */
const GONE_AFTER_MS = 24 * 3_600_000;

/** A use as it was told, with the nodes on which it runs and since when these certainly hold its image. */
export interface ToldUse {
  row: NewUse;
  nodes: Map<number, number>;
  manifestId?: number;
}

/** The uses that images are of, by their keys as text; workloads, nodes and manifests that are new are made. */
export async function toldUses(
  trx: Knex.Transaction,
  images: (RunningImage & { seenMs?: number })[],
  atMs: number,
): Promise<Map<string, ToldUse>> {
  const workloads = await workloadNumbers(
    trx,
    images.map(({ workload }) => storableKey(workload)),
    atMs,
  );
  const nodes = await nodesOfImages(trx, images, atMs);
  const manifests = await manifestNumbers(
    trx,
    images.flatMap(({ image }) =>
      image && isDigest(image.digest) ? [image] : [],
    ),
  );
  const told = new Map<string, ToldUse>();
  for (const running of images) {
    const row = rowOf(running, workloads, running.seenMs ?? atMs);
    const key = useText(row);
    const { cluster } = running.workload;
    const node = running.node
      ? nodeNumber(nodes.get(cluster)!, cluster, running.node)
      : undefined;
    const use = told.get(key) ?? {
      row,
      nodes: new Map(),
      manifestId:
        running.image && isDigest(running.image.digest)
          ? manifests.get(running.image.digest)
          : undefined,
    };
    told.set(key, use);
    use.row.first_seen_at = Math.min(
      Number(use.row.first_seen_at),
      Math.round(running.sinceMs),
    );
    use.row.last_seen_at = Math.max(
      Number(use.row.last_seen_at),
      Number(row.last_seen_at),
    );
    if (node !== undefined) {
      const before = use.nodes.get(node) ?? Infinity;
      use.nodes.set(node, Math.min(before, running.sinceMs));
    }
  }
  return told;
}

async function nodesOfImages(
  trx: Knex.Transaction,
  images: (RunningImage & { seenMs?: number })[],
  atMs: number,
): Promise<Map<string, Numbers>> {
  const byCluster = new Map<
    string,
    Map<string, { name: string; platform?: Platform; gone: boolean }>
  >();
  for (const running of images) {
    const { cluster } = running.workload;
    const nodes = byCluster.get(cluster) ?? new Map();
    byCluster.set(cluster, nodes);
    const { node: name, platform, seenMs = atMs } = running;
    if (!name) continue;
    const gone = atMs - seenMs > GONE_AFTER_MS;
    const before = nodes.get(name);
    nodes.set(name, { name, platform, gone: gone && (before?.gone ?? true) });
  }
  const numbers = new Map<string, Numbers>();
  for (const [cluster, nodes] of byCluster) {
    numbers.set(cluster, await nodeNumbers(trx, cluster, nodes.values(), atMs));
  }
  return numbers;
}

function rowOf(
  running: RunningImage,
  workloads: Numbers,
  atMs: number,
): NewUse {
  const { workload, container, containerKind, image, platform } = running;
  const reference = storableText(running.reference, MAX_REFERENCE_LENGTH);
  return {
    workload_id: workloadNumber(workloads, storableKey(workload)),
    container_kind: containerKind,
    container: storableText(container),
    image: image && isDigest(image.digest) ? image.digest : reference,
    platform: platform ? storableText(formatPlatform(platform)) : '',
    reference,
    first_seen_at: Math.round(Math.min(running.sinceMs, atMs)),
    last_seen_at: atMs,
    running: true,
  };
}

/** Nodes tell their platforms rarely: what the store knows of them stands in. */
export async function withPlatforms<Image extends RunningImage>(
  trx: Knex.Transaction,
  images: Image[],
): Promise<Image[]> {
  const known = new Map<string, string>();
  const unknown = images.filter(({ platform, node }) => !platform && node);
  for (const part of chunks([...new Set(unknown.map(({ node }) => node))])) {
    const rows: NodeRow[] = await trx('nodes').whereIn(
      'name',
      part.map(name => storableText(name)),
    );
    for (const row of rows) {
      known.set(`${row.cluster}\n${row.name}`, row.platform);
    }
  }
  return images.map(image => {
    const { platform, workload, node } = image;
    const stored = known.get(
      `${storableText(workload.cluster)}\n${storableText(node)}`,
    );
    return platform
      ? image
      : { ...image, platform: parsePlatform(stored ?? '') };
  });
}
