import { setImmediate as nextTurn } from 'node:timers/promises';
import { LruMap } from '../../kubernetes/LruMap';
import { TimeWindow } from '../../store/PullStore';
import { NodeJudge } from './NodeJudge';
import { PoolSums } from './PoolSums';

const NODES_PER_PAGE = 100;
/** Nodes of the fleet that are added up, those that were known first. */
const MAX_NODES = 50_000;
/** How old an answer may be: each reads all nodes of the window. */
const KEPT_MS = 60_000;
/** Answers that are kept, up to some hundred kB each. */
const MAX_ANSWERS = 8;

/** The node pools of the fleet. */
export class FleetNodes {
  private readonly answers = LruMap.create<
    string,
    { atMs: number; pools: Promise<PoolSums[]> }
  >({ maxSize: MAX_ANSWERS });

  private constructor(private readonly judge: NodeJudge) {}

  static create(options: { judge: NodeJudge }): FleetNodes {
    return new FleetNodes(options.judge);
  }

  /** The pools of a window, at most a minute old. */
  pools(options: {
    window: TimeWindow;
    cluster?: string;
  }): Promise<readonly PoolSums[]> {
    const { window, cluster } = options;
    const nowMs = this.judge.now();
    // A window that ends now is another one each time it is asked for.
    const minuteOf = (atMs: number) => Math.floor(atMs / KEPT_MS);
    const key = JSON.stringify([
      minuteOf(window.fromMs),
      minuteOf(window.toMs),
      cluster,
    ]);
    const kept = this.answers.get(key);
    if (kept && nowMs - kept.atMs < KEPT_MS) return kept.pools;
    const pools = this.addUp(options);
    this.answers.set(key, { atMs: nowMs, pools });
    pools.catch(() => this.answers.delete(key));
    return pools;
  }

  private async addUp(options: {
    window: TimeWindow;
    cluster?: string;
  }): Promise<PoolSums[]> {
    const { window, cluster } = options;
    const { judge } = this;
    const pools = new Map<string, PoolSums>();
    let afterId: number | undefined;
    for (let nodes = 0; nodes < MAX_NODES; nodes += NODES_PER_PAGE) {
      const page = await judge.store.listNodes({
        cluster,
        window,
        afterId,
        limit: NODES_PER_PAGE,
      });
      const nodeIds = page.map(({ id }) => id);
      const hours = await judge.store.pullingHours({ nodeIds, window });
      const counted = await judge.store.pullMetricsOf({ nodeIds, window });
      const judged = await judge.judge(page, window);
      const knownOf = new Map(judged.map(known => [known.node.id, known]));
      for (const { id, cluster: of, description } of page) {
        const known = knownOf.get(id);
        const pulled = hours.get(id) ?? [];
        // Named by an old pull only: nobody tells that it is there.
        const isThere = known && (known.figures || description);
        if (!isThere && pulled.length === 0) continue;
        const nodePool = description?.nodePool;
        const key = JSON.stringify([of, nodePool]);
        const pool = pools.get(key) ?? new PoolSums(of, nodePool);
        pools.set(key, pool);
        // Pods waited on nodes, too, that went before they were measured.
        const waitSeconds = pool.addHours(pulled);
        if (isThere) pool.addNode(known, waitSeconds, counted.get(id));
      }
      if (page.length < NODES_PER_PAGE) break;
      afterId = page[page.length - 1].id;
      await nextTurn();
    }
    return [...pools.values()];
  }
}
