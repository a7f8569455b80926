import { LoggerService } from '@backstage/backend-plugin-api';
import {
  SourceNode,
  SourceProblem,
} from 'backstage-plugin-pull-performance-node';
import { LogLimit } from '../kubernetes/LogLimit';
import { DescribedNode } from '../store/NodeStore';

/** Asks sources, which may break their promise to tell what goes wrong. */
export class SourceAsker {
  private readonly log = LogLimit.create({ maxLines: 5, withinMs: 3_600_000 });

  private constructor(private readonly logger: LoggerService) {}

  static create(options: { logger: LoggerService }): SourceAsker {
    return new SourceAsker(options.logger);
  }

  /** What a source answers; where it rejects, nothing with a problem. */
  async ask<Reading>(options: {
    source: string;
    cluster: string;
    ask: () => Promise<Reading>;
    nothing: (problem: SourceProblem) => Reading;
  }): Promise<Reading> {
    const { source, cluster, ask, nothing } = options;
    try {
      return await ask();
    } catch (error) {
      this.warn(`Source '${source}' failed for cluster '${cluster}'`, error);
      return nothing({
        code: 'source-failed',
        what: `Reading nodes of cluster '${cluster}' from ${source}`,
        why: 'The source failed in a way that it does not know; the log of the backend has the error.',
        next: 'Look into the log. Nothing else is affected.',
      });
    }
  }

  warn(text: string, error: unknown): void {
    if (this.log.takes()) {
      this.logger.warn(text, error instanceof Error ? error : undefined);
    }
  }
}

/** A node in the words of its cluster. */
export function toSourceNode({ name, description }: DescribedNode): SourceNode {
  return {
    name,
    nodePool: description?.nodePool,
    instanceType: description?.instanceType,
    providerId: description?.providerId,
    addresses: description?.addresses ?? [],
    kubeletVersion: description?.kubeletVersion,
    labels: description?.labels ?? {},
  };
}
