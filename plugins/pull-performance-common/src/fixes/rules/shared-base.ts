import { smallestLowestLayerBytes } from '../../images/advice/baseNotShared';
import { plainName } from '../../score/evidence';
import { FixFacts, FixRule } from '../FixRule';
import { ImageAdvice, ServiceImage } from '../../schema/openapi';
import { formatBytes } from '../../units/bytes';
import {
  condition,
  Finding,
  met,
  unknown,
  unmet,
} from '../conditions/condition';
import { missesTarget } from '../conditions/missesTarget';
import { plainText, sentence } from '../conditions/sentence';

/** The base that other services of the cluster use, at the same digest: their images then bring it to the nodes. */
export const sharedBase: FixRule = {
  id: 'shared-base',
  title: 'Build on a base that neighbours use',
  area: 'layerReuse',
  effort: {
    who: 'service',
    what: 'Another FROM in the Dockerfile, and an agreement on one base and when it is renewed.',
  },
  risks: [
    'A base with other libraries may change how the service behaves: test it.',
    'Only equal digests are shared: services have to renew the base together.',
  ],
  how: 'Build on the base, at the same digest, that most services of these clusters use; the page of the fleet lists shared bases.',
  undo: 'Go back to the base before.',
  conditions: facts => [
    bytesTravel(facts),
    condition(
      { id: 'base-not-shared', what: 'No neighbour brings its base to nodes' },
      notShared(facts.images),
    ),
  ],
  why: facts =>
    sentence(
      bytesTravel(facts).evidence,
      plainText(adviceOf(facts.images)?.what ?? '', 120),
    ),
};

/** A base of its own costs each new node its bytes: worth it where layers are seldom reused, or pulls are slow. */
function bytesTravel(facts: FixFacts) {
  const reuse = missesTarget(facts, 'layerReuse');
  const pulls = missesTarget(facts, 'pullTime');
  const both = [reuse, pulls];
  const deciding =
    both.find(({ state }) => state === 'met') ??
    both.find(({ state }) => state === 'unknown') ??
    reuse;
  return {
    ...deciding,
    id: 'bytes-travel',
    what: 'Layers are seldom reused, or pulls are slow',
  };
}

function adviceOf(images: readonly ServiceImage[]): ImageAdvice | undefined {
  return images
    .flatMap(({ running, advice }) => (running ? advice : []))
    .find(({ code }) => code === 'base-not-shared');
}

function notShared(images: readonly ServiceImage[]): Finding {
  const advice = adviceOf(images);
  if (advice) {
    return met(plainText(advice.what, 120));
  }
  const running = images.filter(image => image.running);
  const judged = running.map(baseOf);
  const open = judged.find(({ state }) => state === 'unknown');
  return (
    open ??
    judged[0] ??
    unknown({
      code: 'layers-unknown',
      what: 'The layers of its images are unknown',
      why: 'No image is known to run.',
      next: 'Wait for the next scan of its registry; see docs/registries.md.',
    })
  );
}

/** Without the advice: shared, too small to matter, or not known. */
function baseOf({ reference, layers, base, reason }: ServiceImage): Finding {
  const [lowest] = layers;
  const name = plainName(reference, 80);
  if (!lowest) {
    return unknown(
      reason ?? {
        code: 'layers-unknown',
        what: `The layers of ${name} are unknown`,
        why: 'Its registry has not told them yet.',
        next: 'Wait for the next scan of its registry; see docs/registries.md.',
      },
    );
  }
  if (lowest.sharedWithServices > 0 || (base?.sharedWithServices ?? 0) > 0) {
    return unmet(`Other services have the lowest layer of ${name} too`);
  }
  if (lowest.compressedBytes < smallestLowestLayerBytes) {
    return unmet(
      `The lowest layer of ${name} has ${formatBytes(
        lowest.compressedBytes,
      )}, too few to matter`,
    );
  }
  if (layers.length === 1) {
    return unmet(`${name} has one layer, so it has no base`);
  }
  return unknown({
    code: 'neighbours-unknown',
    what: `Whether neighbours of ${name} have its base is unknown`,
    why: 'Too few other services with known layers run in its clusters, or another image brings it to nodes.',
    next: 'Wait for the registries of other services to be read; see docs/registries.md.',
  });
}
