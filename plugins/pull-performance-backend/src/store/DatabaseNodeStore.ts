import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { openDatabase } from './database';
import {
  figuresOf,
  firstPullMs,
  pullingHours,
  recentPulls,
} from './nodes/hourReading';
import { takePulls } from './nodes/pullFeed';
import { pullMetricsOf, savePullMetrics } from './nodes/pullMetrics';
import { prune } from './nodes/retention';
import {
  listNodes,
  nodesOfService,
  nodesRunning,
  serviceWaits,
} from './nodes/serviceNodes';
import { saveSourceState, sourceStates } from './nodes/sourceStates';
import { addNodeIncidents, saveDiskMinutes } from './nodes/storedHours';
import {
  listClusterNodes,
  listNodeClusters,
  saveNodeDescriptions,
  saveNodeFacts,
} from './nodes/storedNodeFacts';
import { NodeStore } from './NodeStore';

type Options<Method extends keyof NodeStore> = Parameters<NodeStore[Method]>[0];
type Answer<Method extends keyof NodeStore> = ReturnType<NodeStore[Method]>;

/** Keeps nodes in Backstage's database, SQLite and PostgreSQL alike. */
export class DatabaseNodeStore implements NodeStore {
  private constructor(
    private readonly knex: Knex,
    private readonly now: () => number,
  ) {}

  /** Opens the plugin's database and brings its tables up to date. */
  static async create(options: {
    database: DatabaseService;
    /** Epoch milliseconds. */
    now?: () => number;
  }): Promise<DatabaseNodeStore> {
    const knex = await openDatabase(options.database);
    return new DatabaseNodeStore(knex, options.now ?? Date.now);
  }

  saveNodeDescriptions(options: Options<'saveNodeDescriptions'>) {
    return saveNodeDescriptions(this.knex, options);
  }

  addNodeIncidents(options: Options<'addNodeIncidents'>) {
    return addNodeIncidents(this.knex, { ...options, nowMs: this.now() });
  }

  listNodeClusters(): Answer<'listNodeClusters'> {
    return listNodeClusters(this.knex);
  }

  listClusterNodes(
    options: Options<'listClusterNodes'>,
  ): Answer<'listClusterNodes'> {
    return listClusterNodes(this.knex, options);
  }

  saveDiskMinutes(options: Options<'saveDiskMinutes'>) {
    return saveDiskMinutes(this.knex, { ...options, nowMs: this.now() });
  }

  saveNodeFacts(options: Options<'saveNodeFacts'>) {
    return saveNodeFacts(this.knex, options);
  }

  sourceStates(options?: Options<'sourceStates'>): Answer<'sourceStates'> {
    return sourceStates(this.knex, options);
  }

  saveSourceState(state: Options<'saveSourceState'>) {
    return saveSourceState(this.knex, state);
  }

  savePullMetrics(options: Options<'savePullMetrics'>) {
    return savePullMetrics(this.knex, { ...options, nowMs: this.now() });
  }

  takePulls(options: Options<'takePulls'>): Promise<number> {
    return takePulls(this.knex, { ...options, nowMs: this.now() });
  }

  nodesOfService(options: Options<'nodesOfService'>): Answer<'nodesOfService'> {
    return nodesOfService(this.knex, options);
  }

  nodesRunning(options: Options<'nodesRunning'>): Answer<'nodesRunning'> {
    return nodesRunning(this.knex, options);
  }

  listNodes(options: Options<'listNodes'>): Answer<'listNodes'> {
    return listNodes(this.knex, options);
  }

  firstPullMs(options: Options<'firstPullMs'>): Answer<'firstPullMs'> {
    return firstPullMs(this.knex, options);
  }

  figuresOf(options: Options<'figuresOf'>): Answer<'figuresOf'> {
    return figuresOf(this.knex, options);
  }

  pullMetricsOf(options: Options<'pullMetricsOf'>): Answer<'pullMetricsOf'> {
    return pullMetricsOf(this.knex, options);
  }

  pullingHours(options: Options<'pullingHours'>): Answer<'pullingHours'> {
    return pullingHours(this.knex, options);
  }

  recentPulls(options: Options<'recentPulls'>): Answer<'recentPulls'> {
    return recentPulls(this.knex, options);
  }

  serviceWaits(options: Options<'serviceWaits'>): Answer<'serviceWaits'> {
    return serviceWaits(this.knex, options);
  }

  prune(options: Options<'prune'>): Promise<number> {
    return prune(this.knex, options);
  }
}
