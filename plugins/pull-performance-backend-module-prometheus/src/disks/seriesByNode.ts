import { Series } from '../engine/series';
import { NodeMatcher } from './NodeMatcher';

/** The series of each node, in the order of their labels; what is of no node that was asked for is left out. */
export function seriesByNode(
  series: readonly Series[],
  matcher: NodeMatcher,
): Map<string, Series[]> {
  const byNode = new Map<string, Series[]>();
  for (const one of series) {
    const node = matcher.nodeOf(one.labels);
    if (node === undefined) continue;
    const known = byNode.get(node);
    if (known) known.push(one);
    else byNode.set(node, [one]);
  }
  for (const several of byNode.values()) {
    if (several.length > 1) sortByLabels(several);
  }
  return byNode;
}

/** So that of several equal ones always the same is taken, in whichever order the engine answers. */
function sortByLabels(series: Series[]): void {
  const keys = new Map(
    series.map(one => [
      one,
      JSON.stringify([...one.labels].sort(([a], [b]) => compare(a, b))),
    ]),
  );
  series.sort((a, b) => compare(keys.get(a) ?? '', keys.get(b) ?? ''));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
