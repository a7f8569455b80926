import { Change, SimulatedObject } from './objects';
import { Timeline } from './Timeline';

/** Counts a cluster's revisions as etcd does, and tells whoever listens of each change. */
export class ChangeLog {
  /** Hears every change at once, while the object is as the change left it. */
  observer?: (change: Change) => void;
  private current: number;

  private constructor(private readonly timeline: Timeline, first: number) {
    this.current = first;
  }

  static create(options: {
    timeline: Timeline;
    firstRevision: number;
  }): ChangeLog {
    return new ChangeLog(options.timeline, options.firstRevision);
  }

  get revision(): number {
    return this.current;
  }

  record(type: Change['type'], object: SimulatedObject): void {
    this.current += 1;
    object.revision = this.current;
    this.observer?.({ type, object, atMs: this.timeline.nowMs });
  }
}
