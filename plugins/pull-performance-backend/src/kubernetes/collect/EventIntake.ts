import { Occurrence, OccurrenceCounter } from '../events/occurrences';
import { pullRecords, unknowableFailures } from '../events/pullRecords';
import {
  CountedEvent,
  FailedPullEvent,
  ParsedEvent,
  PulledEvent,
  UnreadableEvent,
} from '../events/types';
import { LruMap } from '../LruMap';
import { NodeIndex } from '../workloads/NodeIndex';
import { BatchItem } from './Batcher';
import { Delivery } from './Delivery';
import { EventLifetime } from './EventLifetime';
import { ProblemBook } from './ProblemBook';
import { FoundWorkload, WorkloadFinder } from './WorkloadFinder';

/** Events whose counts are remembered, about 200 bytes each. Of an hour's events in a large cluster, some 10,000 are pulls. */
const MAX_REMEMBERED_EVENTS = 20_000;
const MAX_REMEMBERED_UNREADABLE = 2_000;
/** Clocks that differ more than this make times useless. */
const MAX_AHEAD_MS = 3_600_000;

/** What the intake needs. */
export interface EventIntakeOptions {
  finder: Pick<WorkloadFinder, 'find' | 'findNow'>;
  nodes: NodeIndex;
  delivery: Pick<Delivery, 'deliver' | 'hand'>;
  problems: ProblemBook;
  /** Is told of each image that came. */
  onPulled?: (event: PulledEvent) => void;
  /** Learns from the events that go. */
  lifetime?: EventLifetime;
  /** The cluster's time, epoch milliseconds. */
  now: () => number;
}

/** Makes pulls of events, each occurrence once, and hands them on with their workloads. */
export class EventIntake {
  private readonly counter = OccurrenceCounter.create({
    maxEvents: MAX_REMEMBERED_EVENTS,
  });
  private readonly unreadable = LruMap.create<string, true>({
    maxSize: MAX_REMEMBERED_UNREADABLE,
  });

  private constructor(private readonly options: EventIntakeOptions) {}

  static create(options: EventIntakeOptions): EventIntake {
    return new EventIntake(options);
  }

  /**
   * Takes an event in its present state, as often as it is told.
   *
   * @param live - whether it happened while watching, so that its delay says something
   */
  accept(event: ParsedEvent, live: boolean): void | Promise<void> {
    switch (event.kind) {
      case 'foreign':
        return undefined;
      case 'unreadable':
        return this.noteUnreadable(event);
      default:
        return this.count(event, live);
    }
  }

  /** Lets go of an event that the API server no longer has. */
  forget(event: ParsedEvent): void {
    if (event.kind !== 'foreign' && event.kind !== 'unreadable') {
      this.counter.forget(event.uid);
      const { lifetime, now } = this.options;
      lifetime?.went(now() - event.lastAtMs, now());
    }
  }

  private count(event: CountedEvent, live: boolean): void | Promise<void> {
    const isPull = event.kind === 'pulled' || event.kind === 'failed';
    this.options.lifetime?.seen(this.options.now() - event.lastAtMs);
    // Combined events change their texts: what is no pull now may have been or become one.
    if (!isPull && !event.combined) return undefined;
    if (event.lastAtMs > this.options.now() + MAX_AHEAD_MS) {
      this.noteUnreadable({
        kind: 'unreadable',
        uid: event.uid,
        why: "its time is more than an hour ahead of the cluster's clock",
        example: new Date(event.lastAtMs).toISOString(),
      });
      return undefined;
    }
    if (event.kind === 'pulled') this.options.onPulled?.(event);
    const { occurrences, leftOut } = this.counter.advance(event);
    if (leftOut > 0) this.noteLeftOut(leftOut);
    if (!isPull || occurrences.length === 0) return undefined;

    this.noteOddities(event, occurrences);
    const { delivery, finder } = this.options;
    const found = finder.findNow(event);
    return found
      ? delivery.hand(this.itemsOf(event, occurrences, found, live))
      : delivery.deliver(occurrences.length, async () =>
          this.itemsOf(event, occurrences, await finder.find(event), live),
        );
  }

  private itemsOf(
    event: PulledEvent | FailedPullEvent,
    occurrences: readonly Occurrence[],
    { key, record, pod }: FoundWorkload,
    live: boolean,
  ): BatchItem[] {
    const { nodes } = this.options;
    const pulls = pullRecords(event, occurrences, {
      workload: key,
      node: pod?.node,
      nodePool: nodes.poolOf(event.node || pod?.node || ''),
      containers: pod?.containers ?? [],
    });
    return pulls.map((pull, index) => ({
      pull,
      // Once per event is enough; the batch has each workload once anyway.
      ...(index === 0 && record && { workload: record }),
      ...(live && { liveAtMs: event.lastAtMs }),
    }));
  }

  private noteUnreadable(event: UnreadableEvent): void {
    // A new list tells the same events again.
    if (event.uid !== undefined) {
      if (this.unreadable.get(event.uid)) return;
      this.unreadable.set(event.uid, true);
    }
    this.options.problems.note({
      code: 'unreadable-event',
      what: `Reading an event: ${event.why}`,
      why: event.example
        ? `The pulls of such events are missing. The newest: ${event.example}`
        : 'The pulls of such events are missing.',
      next: 'Report it with the version of Kubernetes and the text above, so that it can be read.',
    });
  }

  private noteLeftOut(leftOut: number): void {
    this.options.problems.note(
      {
        code: 'too-many-occurrences',
        what: 'Counting an event that happened very often',
        why: 'Only the newest 10,000 new occurrences of one event are counted at once.',
        next: 'Look for a pod that fails over and over (kubectl get events --field-selector reason=Failed).',
      },
      leftOut,
    );
  }

  private noteOddities(
    event: PulledEvent | FailedPullEvent,
    occurrences: readonly Occurrence[],
  ): void {
    const { problems } = this.options;
    const unknowable = unknowableFailures(event, occurrences);
    if (unknowable > 0) {
      problems.note(
        {
          code: 'combined-failures',
          what: 'Counting failures that the kubelet combined into one event',
          why: 'Their texts were not seen, so it is not known how many of them were failed pulls. They are not counted.',
          next: 'Nothing to do if it is rare; combined failures belong to a pod that fails in many ways within ten minutes.',
        },
        unknowable,
      );
    }
    if (event.kind === 'pulled' && event.unknownWording !== undefined) {
      problems.note(
        {
          code: 'unknown-wording',
          what: 'Reading the end of events with reason Pulled',
          why: `Its wording is unknown, so what it says of durations and sizes is missing. The newest: ${event.unknownWording}`,
          next: 'Report it with the version of Kubernetes and the text above, so that it can be read.',
        },
        occurrences.length,
      );
    }
  }
}
