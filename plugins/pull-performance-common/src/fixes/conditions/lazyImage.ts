import { plainName } from '../../score/evidence';
import { areaDefinition } from '../../score/areas';
import { FixCondition, Reason, ServiceImage } from '../../schema/openapi';
import { formatBytes } from '../../units/bytes';
import { compareTexts, isAmount } from '../facts/amounts';
import { FixFacts } from '../FixRule';
import { plainText } from './sentence';
import { condition, Finding, met, unknown, unmet } from './condition';

/** Why nothing can be said of an image. */
export const noImageReason: Reason = {
  code: 'layers-unknown',
  what: 'The images that run in the slowest cluster are not known yet',
  why: 'No layers of an image that runs there were told by its registry.',
  next: 'Wait for the next scan of its registry; see docs/registries.md.',
};

/** Smaller ones are not worth it anyway. */
const mostImages = 20;

/** The images that run in a cluster, the largest first, the first 20. Of images in many containers only some uses are told, so those count too. */
export function imagesOf(
  facts: FixFacts,
  cluster: string | undefined,
): ServiceImage[] {
  const size = ({ compressedBytes }: ServiceImage) =>
    isAmount(compressedBytes) ? compressedBytes : -1;
  return facts.images
    .filter(
      ({ running, uses, useCount }) =>
        running &&
        (useCount > uses.length || uses.some(use => use.cluster === cluster)),
    )
    .sort(
      (one, other) =>
        size(other) - size(one) || compareTexts(one.reference, other.reference),
    )
    .slice(0, mostImages);
}

/** An image of grade A by itself comes whole soon enough: a lazy start only adds what can fail. */
export function largeEnough(
  facts: FixFacts,
  image: ServiceImage | undefined,
): FixCondition {
  return condition(
    { id: 'large-image', what: 'The image is large enough to be worth it' },
    largeFinding(facts, image),
  );
}

function largeFinding(
  facts: FixFacts,
  image: ServiceImage | undefined,
): Finding {
  const bytes = image?.compressedBytes;
  if (!image || !isAmount(bytes)) {
    return unknown(image?.reason ?? noImageReason);
  }
  const limit = facts.scorecard.areas.imageSize.limits?.a;
  const least = isAmount(limit)
    ? limit
    : areaDefinition('imageSize').defaultLimits.a;
  const text = `${nameOf(image)} has ${formatBytes(bytes)}`;
  return bytes > least
    ? met(`${text}, more than the ${formatBytes(least)} of grade A`)
    : unmet(
        `${text}, within the ${formatBytes(
          least,
        )} of grade A: starting lazily gains little`,
      );
}

/** That the image comes whole today. */
export function pulledWhole(
  image: ServiceImage | undefined,
  options: {
    /** Whether building a lazy format is what is proposed: one that is there needs no second build. */
    byFormat: boolean;
  },
): FixCondition {
  return condition(
    { id: 'pulled-whole', what: 'Nodes pull the image whole so far' },
    wholeFinding(image, options),
  );
}

function wholeFinding(
  image: ServiceImage | undefined,
  { byFormat }: { byFormat: boolean },
): Finding {
  if (!image?.lazyPull) {
    return unknown(image?.reason ?? noImageReason);
  }
  const { format, onNodes, reason } = image.lazyPull;
  const name = nameOf(image);
  if (onNodes === 'yes') {
    return unmet(`The nodes pull ${name} lazily already`);
  }
  if (byFormat && format === 'all') {
    return unmet(
      `All layers of ${name} are in a lazy format already: it is the nodes that need a snapshotter`,
    );
  }
  return onNodes === 'no'
    ? met(`${name}: ${plainText(reason.what, 120)}`)
    : unknown(reason);
}

/** A reference in few characters. */
export function nameOf({ reference }: ServiceImage): string {
  return plainName(reference, 80) || 'An image without a name';
}
