import { RegistryError } from './RegistryError';

const DEFAULT_TAGS = 100;
const MOST_TAGS = 1_000;

/**
 * A page of a repository's tags, and where the next one is (`spec.md`, "Listing tags").
 *
 * @throws RegistryError when `n` is no whole number
 */
export function tagPage(options: {
  name: string;
  /** In lexical order. */
  tags: readonly string[];
  query: URLSearchParams;
}): { body: object; link?: string } {
  const { name, tags, query } = options;
  const text = query.get('n') ?? `${DEFAULT_TAGS}`;
  if (!/^\d{1,9}$/.test(text)) {
    throw RegistryError.create({
      status: 400,
      code: 'PAGINATION_NUMBER_INVALID',
      message: 'invalid number of results requested',
      detail: { n: text.slice(0, 40) },
    });
  }
  const limit = Math.min(Number(text), MOST_TAGS);
  const last = query.get('last');
  const rest = last === null ? tags : tags.filter(tag => tag > last);
  const page = rest.slice(0, limit);
  const end = page.at(-1);
  return {
    body: { name, tags: page },
    link:
      end !== undefined && rest.length > limit
        ? `</v2/${name}/tags/list?last=${encodeURIComponent(
            end,
          )}&n=${limit}>; rel="next"`
        : undefined,
  };
}
