import { ChangeLog } from './ChangeLog';
import { SimulatedEvent, SimulatedPod } from './objects';
import { Random } from './Random';
import { Timeline } from './Timeline';

/** client-go's spam filter: this many events per object and type at once, then one each five minutes. */
const BURST = 25;
const REFILL_MS = 300_000;
/** The API server's `--event-ttl`, and how often this looks for what is over it. */
const EVENT_TTL_MS = 3_600_000;
const SWEEP_MS = 60_000;

interface Bucket {
  left: number;
  atMs: number;
}

interface PodEvents {
  known: Map<string, SimulatedEvent>;
  normal: Bucket;
  warning: Bucket;
}

/** What is said of an object. */
export interface Saying {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  component: string;
  host?: string;
  fieldPath?: string;
}

/** Makes events as client-go's recorder does: the same text again only counts, and too many are dropped. */
export class EventRecorder {
  private readonly pods = new Map<string, PodEvents>();
  /** By UID; the longest unchanged first. */
  private readonly living = new Map<string, SimulatedEvent>();

  private constructor(
    private readonly timeline: Timeline,
    private readonly changes: ChangeLog,
    private readonly random: Random,
  ) {}

  static create(options: {
    timeline: Timeline;
    changes: ChangeLog;
    random: Random;
  }): EventRecorder {
    const { timeline, changes, random } = options;
    const recorder = new EventRecorder(timeline, changes, random);
    recorder.sweepLater();
    return recorder;
  }

  ofPod(pod: SimulatedPod, saying: Saying): void {
    const events = this.eventsOf(pod.uid);
    if (!this.allowed(events, saying.type)) return;
    const key = `${saying.reason}\0${saying.fieldPath}\0${saying.message}`;
    const known = events.known.get(key);
    const nowMs = this.timeline.nowMs;
    const event: SimulatedEvent = known
      ? { ...known, count: known.count + 1, lastAtMs: nowMs }
      : this.create(
          { apiVersion: 'v1', kind: 'Pod', ...refOf(pod) },
          saying,
          nowMs,
        );
    events.known.set(key, event);
    this.record(known ? 'MODIFIED' : 'ADDED', event);
  }

  /** An event of a workload. */
  ofWorkload(
    workload: {
      kind: string;
      namespace: string;
      name: string;
      uid: string;
      revision: number;
    },
    saying: Saying,
  ): void {
    const { kind } = workload;
    const apiVersion = kind === 'CronJob' ? 'batch/v1' : 'apps/v1';
    const involved = { apiVersion, kind, ...refOf(workload) };
    const event = this.create(involved, saying, this.timeline.nowMs);
    this.record('ADDED', event);
  }

  /** Lets go of what was said of a pod that is gone. */
  forget(pod: SimulatedPod): void {
    this.pods.delete(pod.uid);
  }

  /** The events that the API server still has. */
  current(): SimulatedEvent[] {
    return [...this.living.values()];
  }

  private record(type: 'ADDED' | 'MODIFIED', event: SimulatedEvent): void {
    this.living.delete(event.uid);
    this.living.set(event.uid, event);
    this.changes.record(type, event);
  }

  private sweepLater(): void {
    this.timeline.after(SWEEP_MS, () => {
      const oldestMs = this.timeline.nowMs - EVENT_TTL_MS;
      for (const [uid, event] of this.living) {
        if (event.lastAtMs > oldestMs) break;
        this.living.delete(uid);
        this.changes.record('DELETED', event);
      }
      this.sweepLater();
    });
  }

  private create(
    involved: SimulatedEvent['involved'],
    saying: Saying,
    nowMs: number,
  ): SimulatedEvent {
    const { fieldPath, ...said } = saying;
    return {
      kind: 'Event',
      uid: this.random.uid(),
      createdAtMs: nowMs,
      revision: 0,
      involved: { ...involved, fieldPath },
      ...said,
      count: 1,
      firstAtMs: nowMs,
      lastAtMs: nowMs,
    };
  }

  private eventsOf(podUid: string): PodEvents {
    let events = this.pods.get(podUid);
    if (!events) {
      const atMs = this.timeline.nowMs;
      events = {
        known: new Map(),
        normal: { left: BURST, atMs },
        warning: { left: BURST, atMs },
      };
      this.pods.set(podUid, events);
    }
    return events;
  }

  private allowed(events: PodEvents, type: Saying['type']): boolean {
    const nowMs = this.timeline.nowMs;
    const bucket = type === 'Normal' ? events.normal : events.warning;
    const refilled = bucket.left + (nowMs - bucket.atMs) / REFILL_MS;
    bucket.left = Math.min(BURST, refilled);
    bucket.atMs = nowMs;
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  }
}

function refOf(object: {
  namespace: string;
  name: string;
  uid: string;
  revision: number;
}): { namespace: string; name: string; uid: string; revision: number } {
  const { namespace, name, uid, revision } = object;
  return { namespace, name, uid, revision };
}
