import { DiskFacts, NodeFacts } from 'backstage-plugin-pull-performance-common';
import { SourceFacts } from '../store/NodeStore';

/** What several sources tell of a node, made one: of each thing what the first one knows. */
export function mergedFacts(
  node: string,
  told: readonly SourceFacts[],
  order: readonly string[],
): NodeFacts {
  const rank = ({ source }: SourceFacts) => {
    const index = order.indexOf(source);
    return index < 0 ? order.length : index;
  };
  const facts = [...told]
    .sort((one, other) => rank(one) - rank(other))
    .map(one => one.facts);
  return {
    node,
    vmSize: first(facts, 'vmSize'),
    imageDisk: first(facts, 'imageDisk'),
    alternativeDisks: first(facts, 'alternativeDisks'),
    pullConcurrency: first(facts, 'pullConcurrency'),
    lazyPull: first(facts, 'lazyPull'),
    imageGcThresholds: first(facts, 'imageGcThresholds'),
  };
}

function first<Key extends keyof NodeFacts>(
  facts: readonly NodeFacts[],
  key: Key,
): NodeFacts[Key] | undefined {
  return facts.find(one => one[key] !== undefined)?.[key];
}

/** The limits of a node's image disk; none where nobody knows them. */
export function limitsOf(facts: NodeFacts): DiskFacts['limits'] {
  return facts.imageDisk?.limits ?? [];
}
