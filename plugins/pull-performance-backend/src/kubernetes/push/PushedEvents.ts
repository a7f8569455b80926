import { PullRecord } from '../../store/PullStore';
import { Occurrence, OccurrenceCounter } from '../events/occurrences';
import { parseEvent } from '../events/parseEvent';
import { pullRecords, unknowableFailures } from '../events/pullRecords';
import { FailedPullEvent, PulledEvent } from '../events/types';
import { JsonObject } from '../fields';
import { PodRef, PushedWorkloads } from './PushedWorkloads';
import { ClusterMemory } from './PushMemory';
import { PushProblems } from './PushProblems';

/** Clocks that differ more than this make times useless. */
const MAX_AHEAD_MS = 3_600_000;

interface CountedPull {
  event: PulledEvent | FailedPullEvent;
  occurrences: readonly Occurrence[];
}

/** The events of one cluster that one request brings. */
export class PushedEvents {
  private readonly counter: OccurrenceCounter;
  private readonly pulls: CountedPull[] = [];

  private constructor(
    private readonly memory: ClusterMemory,
    private readonly problems: PushProblems,
  ) {
    // What is counted counts only when it is stored: a request that fails comes again.
    this.counter = memory.counter.branch();
  }

  static create(options: {
    memory: ClusterMemory;
    problems: PushProblems;
  }): PushedEvents {
    return new PushedEvents(options.memory, options.problems);
  }

  /**
   * Takes an event of the core group in its present state.
   *
   * @returns when it happened last, epoch milliseconds, if it is about an image
   */
  add(raw: JsonObject, path: () => string, nowMs: number): number | undefined {
    const event = parseEvent(raw);
    if (event.kind === 'foreign') return undefined;
    if (event.kind === 'unreadable') {
      this.reject(path, event.why, event.example);
      return undefined;
    }
    const isPull = event.kind === 'pulled' || event.kind === 'failed';
    // Combined events change their texts: what is no pull now may have been or become one.
    if (!isPull && !event.combined) return undefined;
    if (event.lastAtMs > nowMs + MAX_AHEAD_MS) {
      const why = "its time is more than an hour ahead of this server's clock";
      this.reject(path, why, new Date(event.lastAtMs).toISOString());
      return undefined;
    }
    const { occurrences, leftOut } = this.counter.advance(
      event,
      this.memory.keyOf(event.uid),
    );
    this.noteLeftOut(leftOut);
    if (isPull && occurrences.length > 0) {
      this.noteOddities(event, occurrences);
      this.pulls.push({ event, occurrences });
    }
    return event.lastAtMs;
  }

  /** The pods that the events are about. */
  podRefs(): PodRef[] {
    return this.pulls.map(({ event }) => event);
  }

  /** The pulls that the events tell of. */
  records(workloads: PushedWorkloads): PullRecord[] {
    return this.pulls.flatMap(({ event, occurrences }) => {
      const { key, pod } = workloads.find(event);
      return pullRecords(event, occurrences, {
        workload: key,
        node: pod?.node,
        nodePool: this.memory.nodePool(event.node || pod?.node || ''),
        containers: pod?.containers ?? [],
      });
    });
  }

  /** Remembers that everything is stored. */
  stored(): void {
    this.memory.counter.adopt(this.counter);
  }

  private reject(path: () => string, why: string, example: string): void {
    this.problems.reject(path(), {
      code: 'unreadable-event',
      what: `Reading an event: ${why}`,
      why: example
        ? `The pulls of such events are missing. The newest: ${example}`
        : 'The pulls of such events are missing.',
      next: 'Report it with the version of Kubernetes and the text above, so that it can be read.',
    });
  }

  private noteLeftOut(leftOut: number): void {
    this.problems.note(
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
    this.problems.note(
      {
        code: 'combined-failures',
        what: 'Counting failures that the kubelet combined into one event',
        why: 'Their texts were not seen, so it is not known how many of them were failed pulls. They are not counted.',
        next: 'Nothing to do if it is rare; combined failures belong to a pod that fails in many ways within ten minutes.',
      },
      unknowableFailures(event, occurrences),
    );
    if (event.kind === 'pulled' && event.unknownWording !== undefined) {
      this.problems.note(
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
