import { SourceNode } from 'backstage-plugin-pull-performance-node';

const hostnameLabel = 'kubernetes.io/hostname';

/** Finds the node that a series is of, by labels that name it. */
export class NodeMatcher {
  private constructor(
    private readonly labels: readonly string[],
    private readonly nodes: ReadonlyMap<string, string>,
  ) {}

  static create(options: {
    /** Labels that may name the node; the first that does counts. */
    labels: readonly string[];
    nodes: readonly SourceNode[];
  }): NodeMatcher {
    const { labels, nodes } = options;
    const known = new Map<string, string>();
    const add = (name: string | undefined, node: string) => {
      const key = name?.toLowerCase();
      if (key && !known.has(key)) known.set(key, node);
    };
    // A name belongs to its node, whatever other nodes have as host names and addresses.
    for (const { name } of nodes) add(name, name);
    for (const { name, labels: nodeLabels } of nodes) {
      add(nodeLabels[hostnameLabel], name);
    }
    for (const { name, addresses } of nodes) {
      for (const address of addresses) add(address, name);
    }
    return new NodeMatcher(labels, known);
  }

  /** @returns the name of the node object; `undefined` when no label names a node that was asked for */
  nodeOf(labels: ReadonlyMap<string, string>): string | undefined {
    for (const label of this.labels) {
      const value = labels.get(label)?.toLowerCase();
      const node =
        value && (this.nodes.get(value) ?? this.nodes.get(withoutPort(value)));
      if (node) return node;
    }
    return undefined;
  }
}

/** `10.0.0.4:9100`, `node-1:9100` and `[fd00::4]:9100` without their ports. */
function withoutPort(value: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(value);
  if (bracketed) return bracketed[1];
  return value.replace(/^([^:]*):\d+$/, '$1');
}
