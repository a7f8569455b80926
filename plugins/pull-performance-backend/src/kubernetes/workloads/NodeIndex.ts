import { Platform } from 'backstage-plugin-pull-performance-common';
import { LruMap } from '../LruMap';
import { NodeObject } from './objects';

/** Kubernetes supports 5,000 nodes in a cluster; autoscalers replace them often. */
const MAX_NODES = 20_000;

interface KnownNode {
  pool?: string;
  platform?: Platform;
}

/** Pools and platforms of a cluster's nodes. A node that is gone keeps them, since events about it may still come. */
export class NodeIndex {
  private constructor(private readonly nodes: LruMap<string, KnownNode>) {}

  static create(options: { maxNodes?: number } = {}): NodeIndex {
    return new NodeIndex(
      LruMap.create({ maxSize: options.maxNodes ?? MAX_NODES }),
    );
  }

  /** The pool of a node; `undefined` when the node or its pool is not known. */
  poolOf(node: string): string | undefined {
    return this.nodes.get(node)?.pool;
  }

  /** What a node runs on; `undefined` when that is not known. */
  platformOf(node: string): Platform | undefined {
    return this.nodes.get(node)?.platform;
  }

  upsert(node: Pick<NodeObject, 'description' | 'platform'>): void {
    const { description, platform } = node;
    this.nodes.set(description.name, { pool: description.nodePool, platform });
  }
}
