import { LoggerService } from '@backstage/backend-plugin-api';
import { LazyIndex } from 'backstage-plugin-pull-performance-common';
import { indexMediaTypes } from './content/mediaTypes';
import { parseReferrers } from './content/parseReferrers';
import { MinuteBudget } from './MinuteBudget';
import { RegistryConversation } from './RegistryConversation';
import { StepFailure } from './transport/StepFailure';

const MAX_BYTES = 4 * 1024 * 1024;
/** Azure allows 250 per minute and identity in its smallest tier, and counts them for everybody who asks. */
const REQUESTS_PER_MINUTE = 60;

/** Looks beside images of one registry for indexes for lazy pulling. */
export class ReferrerFinder {
  private readonly budget: MinuteBudget;

  private constructor(
    private readonly conversation: RegistryConversation,
    private readonly logger: LoggerService,
    now: () => number,
  ) {
    this.budget = MinuteBudget.create({ perMinute: REQUESTS_PER_MINUTE, now });
  }

  static create(options: {
    conversation: RegistryConversation;
    logger: LoggerService;
    now: () => number;
  }): ReferrerFinder {
    const { conversation, logger, now } = options;
    return new ReferrerFinder(conversation, logger, now);
  }

  /**
   * The indexes that refer to an image. Only the first page is read, and the filter by type is left out: not every registry has
   * it, and each type would be a request of its own.
   *
   * @returns none where they are not looked for, the budget is used up, or the registry does not tell
   */
  async find(image: {
    name: string;
    digest: string;
    signal?: AbortSignal;
  }): Promise<LazyIndex[]> {
    const { asksReferrers, registry } = this.conversation.target;
    if (!asksReferrers || !this.budget.take()) return [];
    try {
      return await this.ask(image);
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error;
      this.logger.debug(
        `No indexes for lazy pulling are known of ${registry}/${image.name}@${image.digest}: ${error.why}`,
      );
      return [];
    }
  }

  private async ask(image: {
    name: string;
    digest: string;
    signal?: AbortSignal;
  }): Promise<LazyIndex[]> {
    const { name, digest, signal } = image;
    const get = async (path: string) => {
      const { body } = await this.conversation.ask({
        method: 'GET',
        name,
        path,
        accept: indexMediaTypes[0],
        maxBytes: MAX_BYTES,
        what: 'The list of referrers',
        signal,
      });
      return parseReferrers(body);
    };
    try {
      return await get(`referrers/${digest}`);
    } catch (error) {
      const isUnknown =
        error instanceof StepFailure && error.code === 'not-found';
      if (!isUnknown || !this.budget.take()) throw error;
      // A registry without this question has the list under a tag (distribution-spec, "Referrers Tag Schema").
      return get(`manifests/${digest.replace(':', '-')}`);
    }
  }
}
