import { LruMap } from '../LruMap';
import { ReflectorSink } from '../watch/types';
import { nodePoolOf } from './nodePool';
import { NodeObject } from './objects';

/** Kubernetes supports 5,000 nodes in a cluster; autoscalers replace them often. */
const MAX_NODES = 20_000;

/** The node pools of a cluster's nodes. A node that is gone keeps its pool, since events about it may still come. */
export class NodeIndex implements ReflectorSink<NodeObject> {
  private constructor(private readonly pools: LruMap<string, string>) {}

  static create(options: { maxNodes?: number } = {}): NodeIndex {
    return new NodeIndex(
      LruMap.create({ maxSize: options.maxNodes ?? MAX_NODES }),
    );
  }

  /** The pool of a node; `undefined` when the node or its pool is not known. */
  poolOf(node: string): string | undefined {
    return this.pools.get(node);
  }

  upsert(node: NodeObject): void {
    const pool = nodePoolOf(node.labels);
    if (pool === undefined) this.pools.delete(node.name);
    else this.pools.set(node.name, pool);
  }
}
