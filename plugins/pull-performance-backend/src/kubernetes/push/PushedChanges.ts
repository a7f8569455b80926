import { ChangeStore } from '../../store/ChangeStore';
import { markerOf } from '../workloads/changeMarker';
import { PodObject } from '../workloads/objects';

/** The changes of one cluster that the pods of one request show. */
export class PushedChanges {
  private readonly seen = new Map<string, number>();

  private constructor(
    private readonly cluster: string,
    private readonly nowMs: number,
  ) {}

  static create(options: { cluster: string; nowMs: number }): PushedChanges {
    return new PushedChanges(options.cluster, options.nowMs);
  }

  addPod(pod: PodObject): void {
    const found = markerOf(pod, this.nowMs);
    if (!found) return;
    const { marker, atMs } = found;
    this.seen.set(marker, Math.min(atMs, this.seen.get(marker) ?? atMs));
  }

  async store(store: Pick<ChangeStore, 'noteMarkers'>): Promise<void> {
    if (this.seen.size === 0) return;
    await store.noteMarkers({
      cluster: this.cluster,
      sightings: [...this.seen].map(([marker, atMs]) => ({ marker, atMs })),
    });
  }
}
