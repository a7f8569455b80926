import {
  PodSettings,
  WorkloadContainer,
} from 'backstage-plugin-pull-performance-common';
import { WorkloadKey } from './PullStore';

/** A container as its pod names it. */
export type PodContainer = Omit<WorkloadContainer, 'digest'>;

/** What a pod says of itself that holds for all pods like it. */
export interface WorkloadSettings {
  /** Absent when they cannot be read. */
  settings?: PodSettings;
  containers: PodContainer[];
}

/** The newest pod of a workload. */
export interface NewestPod extends WorkloadSettings {
  workload: WorkloadKey;
  podUid: string;
  /** Epoch milliseconds; absent when unknown. */
  podCreatedAtMs?: number;
}

/** A workload of a service, with what is known of its newest pod. */
export interface StoredWorkloadSettings {
  workload: WorkloadKey;
  /** Absent while no pod was seen. */
  pod?: WorkloadSettings & {
    /** When it was last seen to be so, to the day, epoch milliseconds. */
    observedAtMs: number;
  };
}

/** Where it is kept what the newest pods of workloads ask for. */
export interface WorkloadSettingsStore {
  /** Takes the newest pods of workloads; workloads that are not named stay as they are. */
  saveNewestPods(options: {
    pods: NewestPod[];
    atMs: number;
    /** Whether there may be newer pods than these: then what was told of a newer one stays, for a day after it was last seen. */
    partial?: boolean;
  }): Promise<void>;

  /** The workloads of a service, those of which pods were seen first. */
  settingsOf(options: {
    entityRef: string;
    cluster?: string;
    limit: number;
    offset?: number;
  }): Promise<{ items: StoredWorkloadSettings[]; total: number }>;
  /** The clusters of all workloads of a service, by name. */
  clustersOf(options: {
    entityRef: string;
    cluster?: string;
    limit: number;
  }): Promise<string[]>;

  /** Removes what was not seen for so long, and what is of workloads that are gone; returns how many rows went. */
  prune(options: { beforeMs: number; signal?: AbortSignal }): Promise<number>;
}
