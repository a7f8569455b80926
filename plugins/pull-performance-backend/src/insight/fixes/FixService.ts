import { stringifyEntityRef, Entity } from '@backstage/catalog-model';
import {
  bestFixes,
  Fix,
  FixPage,
  FixSummary,
  judgeFixes,
  Reason,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { LruMap } from '../../kubernetes/LruMap';
import { TimeWindow } from '../../store/PullStore';
import { decodeCursor, encodeCursor } from '../cursor';
import { entityLink } from '../entityLink';
import { FixFactReader } from './FixFactReader';

/** Entities whose best fixes are remembered, about 2 kB each. */
const MAX_REMEMBERED = 2_000;
/** What decides about fixes changes with rollouts; a minute late is early enough for a card. */
const REMEMBERED_MS = 60_000;

type ScorecardWithoutFixes = Omit<Scorecard, 'fixes'>;
type ReadScorecard = () => Promise<ScorecardWithoutFixes>;

interface Question {
  entity: Entity;
  window: TimeWindow;
  cluster?: string;
}

/** Tells what could be done about the pulls of an entity. */
export class FixService {
  private readonly remembered = LruMap.create<
    string,
    { fixes: FixSummary[]; atMs: number }
  >({ maxSize: MAX_REMEMBERED });

  private constructor(
    private readonly facts: FixFactReader,
    private readonly now: () => number,
  ) {}

  static create(options: {
    facts: FixFactReader;
    /** Epoch milliseconds. */
    now?: () => number;
  }): FixService {
    return new FixService(options.facts, options.now ?? Date.now);
  }

  /** The scorecard with the best fixes that apply; these are at most a minute old. */
  async withBestFixes(
    question: Question,
    readScorecard: ReadScorecard,
  ): Promise<Scorecard> {
    const { entity, window, cluster } = question;
    const hours = Math.round((window.toMs - window.fromMs) / 3_600_000);
    const key = [stringifyEntityRef(entity), cluster ?? '', hours].join('\n');
    const known = this.remembered.get(key);
    const isFresh = known && this.now() - known.atMs < REMEMBERED_MS;
    if (isFresh) return { ...(await readScorecard()), fixes: known.fixes };
    const [card, fixes] = await this.judge(question, readScorecard);
    const best = bestFixes(fixes);
    this.remembered.set(key, { fixes: best, atMs: this.now() });
    return { ...card, fixes: best };
  }

  /**
   * All fixes, those that apply first.
   *
   * @throws InputError for a cursor that is not of this list
   */
  async list(
    question: Question & {
      readScorecard: ReadScorecard;
      limit: number;
      cursor?: string;
      /** Why nothing can be said. */
      reason: () => Promise<Reason>;
    },
  ): Promise<FixPage> {
    const { limit, cursor } = question;
    const [from] =
      cursor === undefined ? [0] : decodeCursor(cursor, ['number']);
    const begin = Number(from);
    const end = begin + limit;
    const [card, fixes] = await this.judge(question, question.readScorecard);
    return {
      items: fixes.slice(begin, end),
      totalItems: fixes.length,
      window: card.window,
      reason: fixes.length === 0 ? await question.reason() : undefined,
      nextCursor: end < fixes.length ? encodeCursor([end]) : undefined,
    };
  }

  /** Of an entity without workloads nothing can be said. */
  private async judge(
    question: Question,
    readScorecard: ReadScorecard,
  ): Promise<[ScorecardWithoutFixes, Fix[]]> {
    if (entityLink(question.entity).state !== 'linked') {
      return [await readScorecard(), []];
    }
    const [card, facts] = await Promise.all([
      readScorecard(),
      this.facts.read(question),
    ]);
    if (card.link.workloadCount === 0) return [card, []];
    return [card, judgeFixes({ scorecard: card, ...facts })];
  }
}
