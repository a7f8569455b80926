import { plainName } from '../../score/evidence';
import { formatBytes } from '../../units/bytes';
import { condition, Finding, met, unknown } from '../conditions/condition';
import { missesTarget, valueAndTarget } from '../conditions/missesTarget';
import { plainText, sentence } from '../conditions/sentence';
import { largestImage, largestLayer, madeBy } from '../facts/largestLayer';
import { FixFacts, FixRule } from '../FixRule';

/** A smaller image: what is in it is known by its layers, what of it is needed only by its team. */
export const smallerImage: FixRule = {
  id: 'smaller-image',
  title: 'Make the image smaller',
  area: 'imageSize',
  effort: {
    who: 'service',
    what: 'Changes in the Dockerfile, and a test that nothing needed is gone.',
  },
  risks: [
    'What seems unneeded may be read at run time: test the image before it is rolled out.',
    'A base without a shell or package manager makes debugging in the container harder.',
  ],
  how: 'Build in one stage and copy only the result into another, take a smaller base, clean caches in the instruction that fills them, and leave out what the container does not read.',
  undo: 'Revert the change of the Dockerfile.',
  conditions: facts => [
    missesTarget(facts, 'imageSize'),
    condition(
      { id: 'layers-known', what: 'It is known where the bytes are' },
      whereTheBytesAre(facts),
    ),
  ],
  why(facts) {
    const finding = whereTheBytesAre(facts);
    return sentence(
      valueAndTarget(facts, 'imageSize'),
      finding.state === 'unknown' ? undefined : finding.evidence,
      adviceOf(facts),
    );
  },
};

function whereTheBytesAre(facts: FixFacts): Finding {
  const image = largestImage(facts.images);
  const layer = image && largestLayer(image);
  if (!image || !layer) {
    return unknown(
      facts.images.find(({ reason }) => reason)?.reason ?? {
        code: 'layers-unknown',
        what: 'The layers of its images are unknown',
        why: 'Its registry has not told them yet.',
        next: 'Wait for the next scan of its registry; see docs/registries.md.',
      },
    );
  }
  const instruction = madeBy(layer);
  return met(
    `The largest layer of ${plainName(image.reference, 80)} has ${formatBytes(
      layer.compressedBytes,
    )}${instruction === undefined ? '' : ` (${instruction})`}`,
  );
}

/** What the image itself shows that could go, if anything. */
function adviceOf(facts: FixFacts): string | undefined {
  const advice = largestImage(facts.images)?.advice.find(({ code }) =>
    ['package-cache', 'single-huge-layer'].includes(code),
  );
  return advice && plainText(advice.what, 120);
}
