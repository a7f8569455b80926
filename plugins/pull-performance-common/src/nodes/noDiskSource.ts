import { plainName } from '../score/evidence';
import { Reason } from '../schema/openapi';

/** So many sources are named. */
const mostSources = 5;

/**
 * Why nothing is known of the disks of a cluster's nodes, and what to do.
 *
 * @public
 */
export function noDiskSourceReason(options: {
  cluster: string;
  /** Ids of the sources that are configured for the cluster. */
  sources: readonly string[];
  /** What a source said of it, if one did. */
  problem?: Pick<Reason, 'what' | 'why' | 'next'>;
}): Reason {
  const { sources, problem } = options;
  const cluster = plainName(options.cluster, 60);
  if (sources.length === 0) {
    return {
      code: 'no-disk-source',
      what: `Nothing measures the disks of ${cluster}`,
      why: problem
        ? endSentence(`${problem.what}. ${problem.why}`)
        : 'No source of disk figures is configured for this cluster, so a slow disk is possible.',
      next: 'Install and configure the Azure or the Prometheus module; see docs/nodes.md.',
    };
  }
  const named = sources.slice(0, mostSources).map(id => plainName(id, 30));
  const others = sources.length - named.length;
  const names = others > 0 ? [...named, `${others} more`] : named;
  return {
    code: 'disk-not-measured',
    what: `${joined(names)} told nothing of this disk`,
    why: problem
      ? endSentence(`${problem.what}. ${problem.why}`)
      : `Disks of ${cluster} are read from ${joined(
          names,
        )}, but there are no figures of this node in the window.`,
    next:
      problem?.next ??
      'Wait some minutes if the node or the source is new; else look whether the source has figures under this name of the node. See docs/nodes.md.',
  };
}

function joined(names: readonly string[]): string {
  return names.length > 1
    ? `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`
    : names[0];
}

/** Two sentences of others: no full stop twice. */
function endSentence(text: string): string {
  return text.replace(/\.\.(?= |$)/g, '.');
}
