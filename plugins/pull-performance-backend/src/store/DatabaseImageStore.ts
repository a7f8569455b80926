import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { openDatabase } from './database';
import { addRunning, replaceRunning } from './images/storedUses';
import { listServiceDigests, nodesOf, usesOf } from './images/useReading';
import {
  listManifests,
  manifestsOf,
  saveManifest,
  saveManifestProblem,
  wantedManifests,
} from './images/storedManifests';
import { listHeldCounts, listNodes } from './images/nodeReading';
import { keepNodes, saveNodes } from './images/storedNodes';
import { prune } from './images/retention';
import { dueTags, saveTag, tagsOf } from './images/storedTags';
import { ImageStore } from './ImageStore';

type Options<Method extends keyof ImageStore> = Parameters<
  ImageStore[Method]
>[0];
type Answer<Method extends keyof ImageStore> = ReturnType<ImageStore[Method]>;

/** Keeps images in Backstage's database, SQLite and PostgreSQL alike. */
export class DatabaseImageStore implements ImageStore {
  private constructor(
    private readonly knex: Knex,
    private readonly now: () => number,
  ) {}

  /** Opens the plugin's database and brings its tables up to date. */
  static async create(options: {
    database: DatabaseService;
    /** Epoch milliseconds. */
    now?: () => number;
  }): Promise<DatabaseImageStore> {
    const knex = await openDatabase(options.database);
    return new DatabaseImageStore(knex, options.now ?? Date.now);
  }

  replaceRunning(options: Options<'replaceRunning'>): Promise<void> {
    return replaceRunning(this.knex, options);
  }

  addRunning(options: Options<'addRunning'>): Promise<void> {
    return addRunning(this.knex, { ...options, nowMs: this.now() });
  }

  saveNodes(options: Options<'saveNodes'>): Promise<void> {
    return saveNodes(this.knex, options);
  }

  keepNodes(options: Options<'keepNodes'>): Promise<void> {
    return keepNodes(this.knex, options);
  }

  wantedManifests(
    options: Options<'wantedManifests'>,
  ): Answer<'wantedManifests'> {
    return wantedManifests(this.knex, options);
  }

  saveManifest(options: Options<'saveManifest'>): Promise<void> {
    return saveManifest(this.knex, options);
  }

  saveManifestProblem(options: Options<'saveManifestProblem'>): Promise<void> {
    return saveManifestProblem(this.knex, options);
  }

  manifestsOf(digests: string[]): Answer<'manifestsOf'> {
    return manifestsOf(this.knex, digests);
  }

  dueTags(options: Options<'dueTags'>): Answer<'dueTags'> {
    return dueTags(this.knex, options);
  }

  saveTag(tag: Options<'saveTag'>): Promise<void> {
    return saveTag(this.knex, tag);
  }

  tagsOf(references: string[]): Answer<'tagsOf'> {
    return tagsOf(this.knex, references);
  }

  usesOf(options: Options<'usesOf'>): Answer<'usesOf'> {
    return usesOf(this.knex, options);
  }

  nodesOf(useIds: number[]): Answer<'nodesOf'> {
    return nodesOf(this.knex, useIds);
  }

  prune(options: Options<'prune'>): Promise<number> {
    return prune(this.knex, options);
  }

  listManifests(options: Options<'listManifests'>): Answer<'listManifests'> {
    return listManifests(this.knex, options);
  }

  listNodes(options: Options<'listNodes'>): Answer<'listNodes'> {
    return listNodes(this.knex, options);
  }

  listHeldCounts(options: Options<'listHeldCounts'>): Answer<'listHeldCounts'> {
    return listHeldCounts(this.knex, options);
  }

  listServiceDigests(
    options: Options<'listServiceDigests'>,
  ): Answer<'listServiceDigests'> {
    return listServiceDigests(this.knex, options);
  }
}
