import { Fix, FixSummary } from '../schema/openapi';

const mostSummaries = 3;

/**
 * The three best fixes of those that apply, in short. Of fixes with the same template only the first is named: the others are another way to do the same.
 *
 * @param fixes - in the order of {@link judgeFixes}
 * @public
 */
export function bestFixes(fixes: readonly Fix[]): FixSummary[] {
  const applying = fixes.filter(({ state }) => state === 'applies');
  return applying
    .filter(
      ({ template }, index) =>
        template === undefined ||
        applying.findIndex(other => other.template === template) === index,
    )
    .slice(0, mostSummaries)
    .map(({ id, title, why, template, values }) => ({
      id,
      title,
      why,
      ...(template === undefined ? {} : { template }),
      ...(values === undefined ? {} : { values }),
    }));
}
