import { FailureCause } from 'backstage-plugin-pull-performance-common';
import { ContainerKind } from '../../store/PullStore';

/** What every readable event about a pod's image tells, whatever happened. Times are epoch milliseconds. */
export interface EventFacts {
  uid: string;
  /** How often it happened so far, 1 or more. */
  count: number;
  firstAtMs: number;
  lastAtMs: number;
  /** Whether it stands for events with different texts, of which it shows the newest. */
  combined: boolean;
  namespace: string;
  podName: string;
  podUid: string;
  /** Version of the pod that the kubelet knew. */
  podVersion?: number;
  /** Empty when the event does not say it. */
  node: string;
  /** Empty for an image volume, and when the event does not say it. */
  container: string;
  containerKind: ContainerKind;
  /** At most 1,024 characters, without credentials. */
  message: string;
}

/** The image is on the node. */
export interface PulledEvent extends EventFacts {
  kind: 'pulled';
  /** `present` when nobody asked a registry. */
  form: 'pulled' | 'present';
  image: string;
  /** The runtime's share of the wait; absent when unknown. */
  pullSeconds?: number;
  /** From `Pulling` to `Pulled`; absent when unknown. */
  waitSeconds?: number;
  /** Compressed bytes of the whole image; absent when unknown. */
  imageBytes?: number;
  /** The end of the text, when its wording is unknown; what it would have said is unknown too. */
  unknownWording?: string;
}

/** The image could not be had. */
export interface FailedPullEvent extends EventFacts {
  kind: 'failed';
  /** Empty when the event does not say it. */
  image: string;
  cause: FailureCause;
}

/** The kubelet waits before it tries again. */
export interface BackOffEvent extends EventFacts {
  kind: 'backOff';
  image: string;
}

/** About something else, or a second telling of what another event says. */
export interface IgnoredEvent extends EventFacts {
  kind: 'ignored';
}

/** Not an event about a pod's image; nothing is known of it and nothing is missed. */
export interface ForeignEvent {
  kind: 'foreign';
}

/** Something that should have been readable. */
export interface UnreadableEvent {
  kind: 'unreadable';
  /** Absent when that is what is missing. */
  uid?: string;
  /** One of few texts, for counting. */
  why: string;
  /** What was not understood, shortened, without credentials. */
  example: string;
}

/** The meaning of a Kubernetes event for image pulls. */
export type ParsedEvent =
  | PulledEvent
  | FailedPullEvent
  | BackOffEvent
  | IgnoredEvent
  | ForeignEvent
  | UnreadableEvent;

/** An event whose occurrences are counted. */
export type CountedEvent = Exclude<ParsedEvent, ForeignEvent | UnreadableEvent>;
