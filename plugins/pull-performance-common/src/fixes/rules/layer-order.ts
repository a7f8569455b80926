import { ImageAdvice, ServiceImage } from '../../schema/openapi';
import { formatCount } from '../../units/numbers';
import {
  condition,
  Finding,
  met,
  unknown,
  unmet,
} from '../conditions/condition';
import { missesTarget, valueAndTarget } from '../conditions/missesTarget';
import { plainText, sentence } from '../conditions/sentence';
import { counted } from '../facts/amounts';
import { FixFacts, FixRule } from '../FixRule';

/** Two changes: with one alone nobody knows what changes each time. The advice asks for as many. */
const fewestVersions = 3;

/** What changes with each version comes last in the Dockerfile, so that what is before it stays on nodes. */
export const layerOrder: FixRule = {
  id: 'layer-order',
  title: 'Put what changes last in the Dockerfile',
  area: 'layerReuse',
  effort: {
    who: 'service',
    what: 'Changes in the Dockerfile; the first build after it makes all layers anew.',
  },
  risks: [
    'With the first rollout nodes fetch all of the image once more.',
    'What is split off must not depend on what comes after it.',
  ],
  how: 'Move instructions whose content seldom changes (dependencies, assets, models) before those that change with each version; copy lists of dependencies before installing them.',
  undo: 'Revert the change of the Dockerfile.',
  conditions: facts => [
    missesTarget(facts, 'layerReuse'),
    condition(
      {
        id: 'changing-layer',
        what: 'A large layer changes with each version',
      },
      changingLayer(facts),
    ),
  ],
  why: facts =>
    sentence(
      valueAndTarget(facts, 'layerReuse'),
      plainText(adviceOf(facts.images)?.what ?? '', 120),
    ),
};

function adviceOf(images: readonly ServiceImage[]): ImageAdvice | undefined {
  return images
    .flatMap(({ running, advice }) => (running ? advice : []))
    .find(({ code }) => code === 'changing-layer-above-unchanged');
}

function changingLayer({ images }: FixFacts): Finding {
  const advice = adviceOf(images);
  if (advice) {
    return met(plainText(advice.what, 120));
  }
  const running = images.filter(image => image.running);
  const unknownOne = running.find(({ layers }) => layers.length === 0);
  if (running.length === 0 || unknownOne) {
    return unknown(
      unknownOne?.reason ?? {
        code: 'layers-unknown',
        what: 'The layers of its images are unknown',
        why: 'Its registry has not told them yet.',
        next: 'Wait for the next scan of its registry; see docs/registries.md.',
      },
    );
  }
  const compared = running.filter(
    ({ versions }) =>
      versions.filter(one => one.compressedBytes !== undefined).length >=
      fewestVersions,
  );
  return compared.length > 0
    ? unmet(
        `No large layer changed with each version, in ${counted(
          compared.length,
          'image',
          formatCount(compared.length),
        )} that could be compared`,
      )
    : unknown({
        code: 'too-few-versions',
        what: 'Too few versions of its images are known',
        why: `What changes with each version is told by ${fewestVersions} versions of one image.`,
        next: 'Wait for the next rollouts.',
      });
}
