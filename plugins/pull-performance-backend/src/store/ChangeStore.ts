import { FixId } from 'backstage-plugin-pull-performance-common';

/** A fix that was applied. Times are epoch milliseconds. */
export interface ChangeRecord {
  id: string;
  entityRef: string;
  fix: FixId;
  url?: string;
  /** Value of the label on the pods that it brings. */
  marker?: string;
  /** With which values it was applied. */
  values: Record<string, unknown>;
  recordedAtMs: number;
  /** Entity reference of the user; absent for services. */
  recordedBy?: string;
}

/** A change with what is known of its rollout. Times are epoch milliseconds. */
export interface StoredChange extends ChangeRecord {
  /** Since when it runs as somebody said. */
  toldRolloutAtMs?: number;
  /** Where pods with its label were seen, those that had them first come first. */
  sightings: { cluster: string; firstSeenAtMs: number }[];
}

/** A label of a change on a pod. */
export interface MarkerSighting {
  marker: string;
  /** Epoch milliseconds. */
  atMs: number;
}

/** The place in a list of changes after which the next page begins. */
export interface ChangePlace {
  recordedAtMs: number;
  id: string;
}

/** Keeps fixes that were applied. */
export interface ChangeStore {
  /** Adds a change; one that has the same entity, fix, address and marker is kept and returned as it is. */
  addChange(change: ChangeRecord): Promise<StoredChange>;
  getChange(id: string): Promise<StoredChange | undefined>;
  /** Newest first. */
  listChanges(options: {
    entityRef?: string;
    after?: ChangePlace;
    limit: number;
  }): Promise<StoredChange[]>;
  countChanges(options: { entityRef?: string }): Promise<number>;
  /** Notes since when a change runs, as somebody says; saying it again corrects it. */
  tellRollout(options: { id: string; atMs: number }): Promise<void>;
  /** Notes labels that were seen in a cluster; the earliest sight of each stays. Beyond 1,000 of a cluster new ones are left out. */
  noteMarkers(options: {
    cluster: string;
    sightings: readonly MarkerSighting[];
  }): Promise<void>;
  /** Removes changes that were recorded before a time, and labels first seen before it that belong to none; returns how many rows went. */
  prune(options: { beforeMs: number; signal?: AbortSignal }): Promise<number>;
}
