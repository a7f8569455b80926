import { limitInWords } from '../nodes/limitInWords';
import { mostlyThrottledBy } from '../nodes/throttledBy';
import { JudgedNode, NodeDiskSummary } from '../nodes/types';
import { formatCount, formatShare } from '../units/numbers';
import { longestEvidence, shorten } from './evidence';

/**
 * What the disks of nodes were like, in at most 60 characters. What does not fit is left out, the share of the time first, then the name of the limit, then the
 * other nodes.
 */
export function nodeDiskEvidence(nodes: readonly JudgedNode[]): string {
  const count = (health: JudgedNode['health']) =>
    nodes.filter(node => node.health === health).length;
  const unknown = count('unknown');
  const known = nodes.length - unknown;
  if (known === 0 || known < unknown) {
    return mostlyUnknown(nodes, unknown);
  }
  const rest = unknown > 0 ? `; ${formatCount(unknown)} unknown` : '';
  const throttled = nodes.filter(({ health }) => health === 'throttled');
  const full = nodes.filter(({ health }) => health === 'full');
  if (throttled.length > 0) {
    const head = `${ofNodes(throttled.length, known)} throttled`;
    const share = shareOfPulls(throttled);
    const { named, plain } = causeInWords(throttled);
    const others =
      full.length > 0 ? `, ${formatCount(full.length)} nearly full` : '';
    const tail = `${others}${rest}`;
    return firstThatFits([
      ...named.map(cause => `${head}${share} (${cause})${tail}`),
      ...named.map(cause => `${head} (${cause})${tail}`),
      ...plain.map(cause => `${head}${share} (${cause})${tail}`),
      ...plain.map(cause => `${head} (${cause})${tail}`),
      `${head}${tail}`,
      `${head}${others}`,
      head,
    ]);
  }
  if (full.length > 0) {
    const head = `${ofNodes(full.length, known)} nearly full`;
    const how = fullInWords(full);
    return firstThatFits([`${head} (${how})${rest}`, `${head}${rest}`, head]);
  }
  const busy = count('busy');
  const head = keptUp(known, unknown > 0);
  const busyText = busy > 0 ? `, ${formatCount(busy)} busy` : '';
  return firstThatFits([`${head}${busyText}${rest}`, `${head}${rest}`, head]);
}

function mostlyUnknown(nodes: readonly JudgedNode[], unknown: number): string {
  const bad = nodes.filter(
    ({ health }) => health === 'throttled' || health === 'full',
  ).length;
  const head =
    unknown === nodes.length && unknown === 1
      ? 'The disk of its only node is unknown'
      : `Disks of ${ofNodes(unknown, nodes.length)} are unknown`;
  const badText = `; ${formatCount(bad)} throttled or full`;
  return firstThatFits([bad > 0 ? `${head}${badText}` : head, head]);
}

function keptUp(known: number, isPart: boolean): string {
  if (isPart) {
    return `${formatCount(known)} known ${
      known === 1 ? 'node' : 'nodes'
    } kept up`;
  }
  return known === 1
    ? 'Its only node kept up'
    : `All ${formatCount(known)} nodes kept up`;
}

function ofNodes(part: number, all: number): string {
  return `${formatCount(part)} of ${formatCount(all)} ${
    all === 1 ? 'node' : 'nodes'
  }`;
}

function shareOfPulls(throttled: readonly JudgedNode[]): string {
  const summaries = summariesOf(throttled);
  const observed = sumOf(summaries, ({ observedSeconds }) => observedSeconds);
  const seconds = sumOf(summaries, ({ throttledSeconds }) => throttledSeconds);
  return observed > 0 ? ` ${formatShare(seconds / observed)} of pull time` : '';
}

interface Cause {
  /** With the name of what binds, the longest first. */
  named: string[];
  plain: string[];
}

/** What throttled the nodes most of the time, in words. */
function causeInWords(throttled: readonly JudgedNode[]): Cause {
  const summaries = summariesOf(throttled);
  const cause = mostlyThrottledBy(summaries);
  switch (cause) {
    case 'iops':
    case 'bandwidth':
      return limitOfMost(throttled, cause);
    case 'queueDepth': {
      const most = highest(summaries.map(({ queueDepth }) => queueDepth));
      return unnamed(
        most === undefined ? 'long queue' : `queue of ${formatCount(most)}`,
      );
    }
    case 'ioPressure':
      return unnamed('I/O pressure');
    default:
      return unnamed();
  }
}

/** The limit of the node that was at it longest. */
function limitOfMost(
  throttled: readonly JudgedNode[],
  cause: 'iops' | 'bandwidth',
): Cause {
  const longest = throttled
    .map(({ limit, summary }) => ({
      seconds: summary?.throttledBySeconds[cause] ?? 0,
      words: limitInWords(limit, cause),
    }))
    .filter(({ words, seconds }) => words && seconds > 0)
    .sort((one, other) => other.seconds - one.seconds)
    .at(0)?.words;
  if (!longest) {
    return unnamed(cause === 'iops' ? 'IOPS limit' : 'bandwidth limit');
  }
  const { boundBy, figure } = longest;
  if (boundBy === '') {
    return unnamed(figure);
  }
  // Nobody misses these words: `P10`, `D4s_v3`.
  const short = boundBy.replace(/ disk$/, '').replace(/^Standard_(?=.)/, '');
  const names = [boundBy, short, shorten(short, 16)];
  return { named: names.map(name => `${name} ${figure}`), plain: [figure] };
}

function unnamed(...plain: string[]): Cause {
  return { named: [], plain };
}

function fullInWords(full: readonly JudgedNode[]): string {
  const most = highest(summariesOf(full).map(({ usedShare }) => usedShare));
  return most === undefined ? 'DiskPressure' : formatShare(most);
}

function summariesOf(nodes: readonly JudgedNode[]): NodeDiskSummary[] {
  return nodes.flatMap(({ summary }) => (summary ? [summary] : []));
}

function sumOf(
  summaries: readonly NodeDiskSummary[],
  valueOf: (summary: NodeDiskSummary) => number,
): number {
  return summaries.reduce((sum, summary) => sum + valueOf(summary), 0);
}

function highest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

function firstThatFits(texts: readonly string[]): string {
  const fitting = texts.find(text => [...text].length <= longestEvidence);
  return fitting ?? shorten(texts[texts.length - 1], longestEvidence);
}
