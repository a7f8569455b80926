import { plainName } from '../../score/evidence';
import { limitInWords } from '../../nodes/limitInWords';
import { compareDisks } from '../../nodes/bindingLimit';
import {
  BindingLimit,
  NodeHealth,
  Reason,
  ServiceNode,
} from '../../schema/openapi';
import { formatCount } from '../../units/numbers';
import { counted } from '../facts/amounts';
import { FixFacts } from '../FixRule';
import { Finding, met, unknown, unmet } from './condition';

/** Nodes that are alike in all that decides, by the first of them. */
export interface AlikeNodes {
  node: ServiceNode;
  nodes: number;
}

/**
 * The nodes in one of these states, or, where there is none, all: so that each condition has something to look at. What many have in common comes first; a service may
 * run on hundreds of nodes of a few kinds.
 */
export function nodesIn(
  facts: FixFacts,
  states: readonly NodeHealth[],
): readonly AlikeNodes[] {
  const found = facts.nodes.filter(({ health }) => states.includes(health));
  const alike = new Map<string, AlikeNodes>();
  for (const node of found.length > 0 ? found : facts.nodes) {
    const { cluster, nodePool, vmSize, health, disk, pulling } = node;
    const key = JSON.stringify([
      ...[cluster, nodePool, vmSize, health, node.reason?.code],
      ...[pulling.throttledBy, disk?.kind, disk?.name, disk?.tier],
      ...[disk?.limit, disk?.limits.length, disk?.alternatives.length],
    ]);
    const known = alike.get(key);
    alike.set(key, {
      node: known?.node ?? node,
      nodes: (known?.nodes ?? 0) + 1,
    });
  }
  return [...alike.values()].sort((one, other) => other.nodes - one.nodes);
}

/** How many of the nodes are of the kind that a fix is about: `12 of them in the pool spot (Standard_D8a_v4) of weu`. */
export function alikeInWords({ node, nodes }: AlikeNodes): string {
  return `${formatCount(nodes)} of them in ${poolName(node)}`;
}

/** That disks of nodes hold pulls up. Of nodes whose disk is unknown nothing is concluded. */
export function heldUp(
  facts: FixFacts,
  states: readonly NodeHealth[],
): Finding {
  const { nodes } = facts;
  const known = nodes.filter(({ health }) => health !== 'unknown');
  const found = known.filter(({ health }) => states.includes(health));
  const words = states.includes('full') ? 'throttled or full' : 'throttled';
  if (found.length > 0) {
    return met(
      `${formatCount(found.length)} of ${counted(
        known.length,
        'node',
        formatCount(known.length),
      )} with a known disk were ${words}`,
    );
  }
  const { grade, reason } = facts.scorecard.areas.nodeDiskHealth;
  if (known.length === 0 || grade === 'unknown') {
    return unknown(
      reason ??
        nodes.find(node => node.reason)?.reason ?? {
          code: 'disks-unknown',
          what: 'The disks of its nodes are unknown',
          why: 'No source measures them, or it ran on no known node.',
          next: 'Install and configure the Azure or the Prometheus module; see docs/nodes.md.',
        },
    );
  }
  return unmet(
    `None of ${counted(
      known.length,
      'node',
      formatCount(known.length),
    )} with a known disk was ${words}`,
  );
}

/** What another disk would allow of what throttles this one. A disk may allow more operations and fewer bytes: only what throttles counts. */
export function raisesLimit(
  node: ServiceNode,
  other: { name: string; limit: BindingLimit },
): Finding {
  const by = node.pulling.throttledBy;
  const now = node.disk?.limit ?? {};
  const { iops, bytesPerSecond } = compareDisks(now, other.limit);
  const name = plainName(other.name, 40);
  if (by === undefined) {
    return unknown(notThrottled(node));
  }
  if (by === 'iops' || by === 'bandwidth') {
    const compared = by === 'iops' ? iops : bytesPerSecond;
    if (compared.direction === 'unknown') {
      return unknown(limitsUnknown(node));
    }
    const text = `${by === 'iops' ? 'Operations' : 'Bytes'} are at the limit: ${
      limitInWords(now, by)?.figure ?? ''
    } now, ${limitInWords(other.limit, by)?.figure ?? ''} with ${name}`;
    return compared.direction === 'more'
      ? met(text)
      : unmet(`${text}, which is no more`);
  }
  const directions = [iops.direction, bytesPerSecond.direction];
  if (directions.includes('unknown')) {
    return unknown(limitsUnknown(node));
  }
  const figures = `${figuresOf(now)} now, ${figuresOf(
    other.limit,
  )} with ${name}`;
  if (!directions.includes('more')) {
    return unmet(`${figures}: none of the limits is higher`);
  }
  return directions.includes('less')
    ? unknown({
        code: 'limit-not-known-that-binds',
        what: `Whether ${name} is faster here is unknown`,
        why: `Requests wait, but not at one of the limits: ${figures}.`,
        next: 'Look at operations and bytes of the disk while images are pulled.',
      })
    : met(figures);
}

/** Why nothing can be said of a node whose disk was not throttled. */
export function notThrottled(node: ServiceNode): Reason {
  return (
    (node.health === 'unknown' ? node.reason : undefined) ?? {
      code: 'not-throttled',
      what: 'What throttles the disk is unknown',
      why: 'It was not throttled while images were pulled, or not measured then.',
      next: 'Nothing, unless nodes are throttled.',
    }
  );
}

/** Why disks cannot be compared. */
export function limitsUnknown(node: ServiceNode): Reason {
  return {
    code: 'limits-unknown',
    what: `The limits of the disks of ${poolName(node)} are unknown`,
    why: 'No source tells what the disk now, or another one of this size of machine, allows.',
    next: 'Configure the Azure module (docs/azure.md), or the limits in the Prometheus module (docs/prometheus.md).',
  };
}

/** Pool, else node, with the size of its machines and the cluster. */
export function poolName(of: ServiceNode): string {
  const { cluster, nodePool, node, vmSize } = of;
  const name = nodePool
    ? `the pool ${plainName(nodePool, 40)}`
    : plainName(node, 60) || 'a node';
  const size = vmSize ? ` (${plainName(vmSize, 40)})` : '';
  return `${name}${size} of ${plainName(cluster, 40) || 'a cluster'}`;
}

function figuresOf(limit: BindingLimit): string {
  const iops = limitInWords(limit, 'iops')?.figure;
  const bytes = limitInWords(limit, 'bandwidth')?.figure;
  return [iops, bytes].filter(one => one !== undefined).join(' and ');
}
