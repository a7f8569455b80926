import { InputError, NotFoundError } from '@backstage/errors';
import {
  Change,
  ChangePage,
  NewChange,
} from 'backstage-plugin-pull-performance-common';
import { randomUUID } from 'node:crypto';
import { ChangeStore, StoredChange } from '../../store/ChangeStore';
import { chunks } from '../../store/database';
import { PullStore } from '../../store/PullStore';
import { decodeCursor, encodeCursor } from '../cursor';
import { parseTime } from '../windows';
import { changeAnswer } from './changeAnswer';
import { checkedChange } from './newChange';

/** Changes that are compared at once: each asks the store four times. */
const AT_ONCE = 8;

/** Records fixes that were applied, and compares what was before and after them. */
export class ChangeService {
  private constructor(
    private readonly changes: ChangeStore,
    private readonly pulls: PullStore,
    private readonly now: () => number,
  ) {}

  static create(options: {
    changes: ChangeStore;
    pulls: PullStore;
    /** Epoch milliseconds. */
    now?: () => number;
  }): ChangeService {
    const { changes, pulls, now = Date.now } = options;
    return new ChangeService(changes, pulls, now);
  }

  /**
   * Records a change; the same one again is recorded once.
   *
   * @param options.entityRef - the entity as the catalog names it
   * @throws InputError that names the field
   */
  async record(options: {
    change: NewChange;
    entityRef: string;
    recordedBy?: string;
  }): Promise<Change> {
    const { entityRef, recordedBy } = options;
    const { fix, url, marker, values = {} } = checkedChange(options.change);
    return this.answer(
      await this.changes.addChange({
        id: randomUUID(),
        ...{ entityRef, fix, url, marker, values, recordedBy },
        recordedAtMs: this.now(),
      }),
    );
  }

  /**
   * The entity that a change is about.
   *
   * @throws NotFoundError
   */
  async entityRefOf(id: string): Promise<string> {
    const change = await this.changes.getChange(id);
    if (!change) throw unknownChange(id);
    return change.entityRef;
  }

  /**
   * Notes since when a change runs.
   *
   * @param options.rolledOutAt - ISO 8601
   * @throws InputError for what is no time, or one in the future
   * @throws NotFoundError
   */
  async confirmRollout(options: {
    id: string;
    rolledOutAt: string;
  }): Promise<Change> {
    const { id, rolledOutAt } = options;
    const atMs = parseTime('rolledOutAt', rolledOutAt);
    if (atMs > this.now()) {
      throw new InputError('rolledOutAt must not be in the future');
    }
    await this.changes.tellRollout({ id, atMs });
    const change = await this.changes.getChange(id);
    if (!change) throw unknownChange(id);
    return this.answer(change);
  }

  /** Newest first; without `entityRef` those of all entities. */
  async list(options: {
    entityRef?: string;
    limit: number;
    cursor?: string;
  }): Promise<ChangePage> {
    const { entityRef, limit, cursor } = options;
    const [found, totalItems] = await Promise.all([
      this.changes.listChanges({
        entityRef,
        after: cursor === undefined ? undefined : placeOf(cursor),
        limit: limit + 1,
      }),
      this.changes.countChanges({ entityRef }),
    ]);
    const page = found.slice(0, limit);
    const items: Change[] = [];
    for (const some of chunks(page, AT_ONCE)) {
      items.push(...(await Promise.all(some.map(one => this.answer(one)))));
    }
    const last = page[page.length - 1];
    return {
      items,
      totalItems,
      nextCursor:
        found.length > limit
          ? encodeCursor([last.recordedAtMs, last.id])
          : undefined,
    };
  }

  private answer(change: StoredChange): Promise<Change> {
    return changeAnswer({ change, pulls: this.pulls, nowMs: this.now() });
  }
}

function unknownChange(id: string): NotFoundError {
  return new NotFoundError(`No change ${id} is recorded`);
}

function placeOf(cursor: string) {
  const [recordedAtMs, id] = decodeCursor(cursor, ['number', 'string']);
  return { recordedAtMs: Number(recordedAtMs), id: String(id) };
}
