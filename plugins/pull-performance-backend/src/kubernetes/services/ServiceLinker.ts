import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  KUBERNETES_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_QUERY_ANNOTATION,
} from '@backstage/plugin-kubernetes-common';
import { setTimeout as sleep } from 'node:timers/promises';
import { PullStore } from '../../store/PullStore';
import { ServiceIndex } from './ServiceIndex';

const DEFAULT_REFRESH_SECONDS = 60;
/**
 * The catalog is asked again sooner while there is no index at all, and while it is still filling,
 * as after Backstage's first start: each reading finds more entities than the one before.
 */
const RETRY_SECONDS = 5;
const PAGE_SIZE = 500;
const MAX_LOGGED_PROBLEMS = 5;

/** What the linker needs. */
export interface ServiceLinkerOptions {
  catalog: CatalogService;
  auth: AuthService;
  store: Pick<PullStore, 'listWorkloads' | 'linkWorkloads'>;
  logger: LoggerService;
  /** How often the catalog is read; 60 when absent. */
  refreshSeconds?: number;
  /** How soon a failed first reading, or one of a catalog that is still filling, is repeated; 5 when absent. */
  retrySeconds?: number;
}

/**
 * Keeps the links between catalog entities and workloads up to date: reads the
 * catalog every so often, and re-links the stored workloads whose services changed.
 */
export class ServiceLinker {
  private current?: ServiceIndex;
  /** Entities in the newest index. */
  private entityCount = 0;
  private loggedProblems = '';
  private readonly firstLoad: Promise<void>;
  private signalFirstLoad: () => void = () => {};

  private constructor(private readonly options: ServiceLinkerOptions) {
    this.firstLoad = new Promise(resolve => {
      this.signalFirstLoad = resolve;
    });
  }

  static create(options: ServiceLinkerOptions): ServiceLinker {
    return new ServiceLinker(options);
  }

  /** The newest index; `undefined` until the catalog was read once. */
  get index(): ServiceIndex | undefined {
    return this.current;
  }

  /** Waits for the first index, but not longer than `timeoutMs`. */
  async waitForIndex(timeoutMs: number, signal: AbortSignal): Promise<void> {
    const timer = new AbortController();
    await Promise.race([
      this.firstLoad,
      sleep(timeoutMs, undefined, {
        signal: AbortSignal.any([signal, timer.signal]),
      }).catch(() => {}),
    ]);
    timer.abort();
  }

  /** Refreshes until the signal aborts; it never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { logger } = this.options;
    const refreshSeconds =
      this.options.refreshSeconds ?? DEFAULT_REFRESH_SECONDS;
    const retrySeconds = this.options.retrySeconds ?? RETRY_SECONDS;
    while (!signal.aborted) {
      const countBefore = this.entityCount;
      try {
        await this.refresh(signal);
      } catch (error) {
        if (!signal.aborted) {
          logger.warn(
            'Could not bring the links between catalog and workloads up to date; those known so far stay',
            error instanceof Error ? error : undefined,
          );
        }
      }
      const settled = this.entityCount > 0 && this.entityCount <= countBefore;
      const seconds = this.current && settled ? refreshSeconds : retrySeconds;
      await sleep(seconds * 1000, undefined, { signal }).catch(() => {});
    }
  }

  /**
   * Reads the catalog once and re-links what changed.
   *
   * @throws what the catalog or the store throws; the index known before then stays
   */
  async refresh(signal?: AbortSignal): Promise<void> {
    const { index, entityCount } = await this.readCatalog(signal);
    this.current = index;
    this.entityCount = entityCount;
    this.signalFirstLoad();
    this.logProblems(index);
    await this.relink(index, signal);
  }

  private async readCatalog(
    signal?: AbortSignal,
  ): Promise<{ index: ServiceIndex; entityCount: number }> {
    const { catalog, auth } = this.options;
    const builder = ServiceIndex.builder();
    let entityCount = 0;
    const pages = catalog.streamEntities(
      {
        filter: [
          KUBERNETES_ANNOTATION,
          KUBERNETES_LABEL_SELECTOR_QUERY_ANNOTATION,
        ].map(name => ({
          [`metadata.annotations.${name}`]: CATALOG_FILTER_EXISTS,
        })),
        fields: [
          'kind',
          'metadata.namespace',
          'metadata.name',
          'metadata.annotations',
        ],
        pageSize: PAGE_SIZE,
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    for await (const page of pages) {
      signal?.throwIfAborted();
      for (const entity of page) builder.add(entity);
      entityCount += page.length;
    }
    return { index: builder.build(), entityCount };
  }

  private async relink(
    index: ServiceIndex,
    signal?: AbortSignal,
  ): Promise<void> {
    const { store } = this.options;
    let afterId: number | undefined;
    for (;;) {
      const page = await store.listWorkloads({ afterId, limit: PAGE_SIZE });
      const links = page
        .map(workload => ({
          workloadId: workload.id,
          before: workload.entityRefs,
          entityRefs: index.ownersOf(workload),
        }))
        .filter(({ before, entityRefs }) => !sameRefs(before, entityRefs))
        .map(({ workloadId, entityRefs }) => ({ workloadId, entityRefs }));
      if (links.length > 0) await store.linkWorkloads(links);
      if (page.length < PAGE_SIZE) return;
      afterId = page[page.length - 1].id;
      signal?.throwIfAborted();
    }
  }

  /** Says once what is wrong with annotations, and again only when it changes. */
  private logProblems({ problems }: ServiceIndex): void {
    const text = problems
      .slice(0, MAX_LOGGED_PROBLEMS)
      .map(({ entityRef, why }) => `${entityRef}: ${why}`)
      .join(' ');
    if (text && text !== this.loggedProblems) {
      this.options.logger.warn(
        `${problems.length} catalog entities own no workloads because of their annotations. ${text}`,
      );
    }
    this.loggedProblems = text;
  }
}

function sameRefs(some: string[], others: string[]): boolean {
  return (
    some.length === others.length &&
    [...some].sort().join() === [...others].sort().join()
  );
}
