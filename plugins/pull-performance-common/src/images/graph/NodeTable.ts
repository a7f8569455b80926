import { GraphNode } from '../layerGraphTypes';
import { NodeHoldings } from './NodeHoldings';

/** The nodes of all clusters and what they held. */
export class NodeTable {
  private readonly clusters = new Map<string, Map<string, NodeHoldings>>();
  private nodes = 0;
  private holdings = 0;

  constructor(
    private readonly limits: { maxNodes: number; maxHoldings: number },
  ) {}

  get nodeCount(): number {
    return this.nodes;
  }

  get holdingCount(): number {
    return this.holdings;
  }

  find({ cluster, node }: GraphNode): NodeHoldings | undefined {
    return this.clusters.get(cluster)?.get(node);
  }

  /** The node, a new one where it is not known. @returns `undefined` when the table is full */
  add({ cluster, node }: GraphNode): NodeHoldings | undefined {
    const known = this.find({ cluster, node });
    if (known || this.nodes >= this.limits.maxNodes) {
      return known;
    }
    const nodes = this.clusters.get(cluster) ?? new Map();
    this.clusters.set(cluster, nodes);
    const holdings = new NodeHoldings();
    nodes.set(node, holdings);
    this.nodes += 1;
    return holdings;
  }

  /** Adds a holding or gives it another end. @returns whether there was room */
  put(
    node: NodeHoldings,
    image: number,
    time: { fromMs: number; untilMs: number },
  ): boolean {
    if (!node.has(image, time.fromMs)) {
      if (this.holdings >= this.limits.maxHoldings) {
        return false;
      }
      this.holdings += 1;
    }
    node.put(image, time.fromMs, time.untilMs);
    return true;
  }

  remove({ cluster, node }: GraphNode): void {
    const found = this.find({ cluster, node });
    if (found) {
      this.clusters.get(cluster)?.delete(node);
      this.nodes -= 1;
      this.holdings -= found.length;
    }
  }

  /** Forgets holdings that ended before a time. @returns how many they were */
  prune(beforeMs: number): number {
    let pruned = 0;
    for (const nodes of this.clusters.values()) {
      for (const node of nodes.values()) {
        pruned += node.prune(beforeMs);
      }
    }
    this.holdings -= pruned;
    return pruned;
  }
}
