import { parseImageReference } from '../../images/imageReference';
import { plainName } from '../../score/evidence';
import { FixCondition, ServiceImage } from '../../schema/openapi';
import { formatBytes } from '../../units/bytes';
import { formatCount } from '../../units/numbers';
import {
  condition,
  Finding,
  met,
  unknown,
  unmet,
} from '../conditions/condition';
import {
  imagesOf,
  largeEnough,
  nameOf,
  noImageReason,
  pulledWhole,
} from '../conditions/lazyImage';
import { missesTarget, valueAndTarget } from '../conditions/missesTarget';
import { sentence } from '../conditions/sentence';
import { bestCandidate } from '../conditions/stateOf';
import { counted, isAmount } from '../facts/amounts';
import { workloadText } from '../facts/mainWorkload';
import { providerOf } from '../facts/provider';
import { worstClusterOf } from '../facts/worstCluster';
import { FixFacts, FixRule } from '../FixRule';

/** Hosts of Azure Container Registry: of the public cloud, of China and of the US government. */
const acrHost = /\.azurecr\.(?:io|cn|us)$/;

const unreadable = {
  code: 'reference-unknown',
  what: 'The reference of the image cannot be read',
  why: 'It does not follow the grammar of image references.',
  next: 'Look at the images of the running pods.',
};

/**
 * Artifact Streaming of AKS and Azure Container Registry: containers start while their image comes.
 *
 * Its limits are those of Microsoft's documents of 2026: Premium registry, linux/amd64, pulls by tag, no image pull secrets.
 */
export const artifactStreaming: FixRule = {
  id: 'artifact-streaming',
  title: 'Artifact Streaming (AKS)',
  area: 'pullTime',
  effort: {
    who: 'platform',
    what: 'A setting of the node pool and of the repository; the registry must be Premium.',
  },
  risks: [
    'A container that reads most of its image at its start gains nothing: judge it by the time to ready.',
    'The registry must answer while containers run.',
    'It does not go with customer-managed keys of the registry, nor with Pod Sandboxing.',
    'Streaming images take more space in the registry.',
  ],
  how: 'az acr artifact-streaming update --enable-streaming true for the repository, then az aks nodepool update --enable-artifact-streaming for a pool; name images by tag.',
  undo: 'Switch it off for the node pool; images are then pulled whole again.',
  conditions: facts => best(facts).conditions,
  why(facts) {
    const { candidate } = best(facts);
    const bytes = candidate?.compressedBytes;
    return sentence(
      valueAndTarget(facts, 'pullTime'),
      candidate &&
        `${nameOf(candidate)} has ${formatBytes(
          isAmount(bytes) ? bytes : 0,
        )} and can be streamed`,
    );
  },
};

function best(facts: FixFacts): {
  candidate?: ServiceImage;
  conditions: FixCondition[];
} {
  return (
    bestCandidate(imagesOf(facts, worstClusterOf(facts)), image =>
      conditionsOf(image, facts),
    ) ?? { conditions: conditionsOf(undefined, facts) }
  );
}

function conditionsOf(
  image: ServiceImage | undefined,
  facts: FixFacts,
): FixCondition[] {
  return [
    missesTarget(facts, 'pullTime'),
    condition({ id: 'aks', what: 'The cluster is AKS' }, aks(facts)),
    condition(
      { id: 'acr', what: 'The image comes from Azure Container Registry' },
      ofImage(image, fromAcr),
    ),
    condition(
      { id: 'premium', what: 'The registry has the tier Premium' },
      ofImage(image, known => premium(known, facts)),
    ),
    condition(
      { id: 'by-tag', what: 'Pods name the image by tag' },
      ofImage(image, byTag),
    ),
    condition(
      { id: 'no-pull-secrets', what: 'Pods use no image pull secrets' },
      ofImage(image, known => noPullSecrets(known, facts)),
    ),
    condition(
      { id: 'linux-amd64', what: 'The image is for linux/amd64' },
      ofImage(image, linuxAmd64),
    ),
    largeEnough(facts, image),
    pulledWhole(image, { byFormat: false }),
  ];
}

function ofImage(
  image: ServiceImage | undefined,
  judge: (image: ServiceImage) => Finding,
): Finding {
  return image ? judge(image) : unknown(noImageReason);
}

function aks(facts: FixFacts): Finding {
  const { isAks, basis } = providerOf(facts, worstClusterOf(facts));
  if (isAks === undefined) {
    return unknown({
      code: 'provider-unknown',
      what: basis,
      why: 'The labels of its nodes are not known.',
      next: 'Let the cluster be read with the right to list nodes; see docs/installation.md.',
    });
  }
  return isAks ? met(basis) : unmet(basis);
}

function hostOf(image: ServiceImage): string | undefined {
  return parseImageReference(image.reference)?.registry;
}

function fromAcr(image: ServiceImage): Finding {
  const host = hostOf(image);
  if (host === undefined) {
    return unknown(unreadable);
  }
  const text = `${nameOf(image)} comes from ${plainName(host, 60)}`;
  return acrHost.test(host) ? met(text) : unmet(text);
}

function premium(image: ServiceImage, facts: FixFacts): Finding {
  const host = hostOf(image);
  const tier = facts.registries?.find(
    one => one.host.toLowerCase() === host,
  )?.tier;
  if (image.lazyPull?.indexes?.includes('artifact-streaming')) {
    return met(`The registry holds a streaming image of ${nameOf(image)}`);
  }
  if (tier === undefined) {
    return unknown({
      code: 'registry-tier-unknown',
      what: `The tier of ${plainName(host ?? 'the registry', 60)} is unknown`,
      why: 'A registry does not tell its tier itself; only Azure does.',
      next: 'Configure the Azure module (docs/azure.md), or look: az acr show --query sku.name.',
    });
  }
  const text = `${plainName(host ?? '', 60)} has the tier ${plainName(
    tier,
    30,
  )}`;
  return tier.toLowerCase() === 'premium' ? met(text) : unmet(text);
}

function byTag(image: ServiceImage): Finding {
  const parsed = parseImageReference(image.reference);
  if (!parsed) {
    return unknown(unreadable);
  }
  return parsed.digest === undefined
    ? met(`Pods name ${nameOf(image)} by tag`)
    : unmet(`Pods name ${nameOf(image)} by digest, which is not streamed`);
}

function noPullSecrets(image: ServiceImage, facts: FixFacts): Finding {
  const cluster = worstClusterOf(facts);
  const users = facts.workloads.filter(
    workload =>
      workload.cluster === cluster &&
      workload.containers.some(one => one.image === image.reference),
  );
  const withSecrets = users.find(
    ({ settings }) => (settings?.imagePullSecrets.length ?? 0) > 0,
  );
  if (withSecrets) {
    return unmet(
      `${plainName(workloadText(withSecrets), 80)} uses ${counted(
        withSecrets.settings?.imagePullSecrets.length ?? 0,
        'image pull secret',
        formatCount(withSecrets.settings?.imagePullSecrets.length ?? 0),
      )}; attach the registry to the cluster instead`,
    );
  }
  if (users.length === 0 || users.some(({ settings }) => !settings)) {
    return unknown({
      code: 'pod-settings-unknown',
      what: 'Whether its pods use image pull secrets is unknown',
      why: 'No pod with this image was seen since settings of pods are read.',
      next: 'Wait for the next pod, or look at the collection of this cluster for problems.',
    });
  }
  return met(
    `${counted(
      users.length,
      'workload',
      formatCount(users.length),
    )} with the image, none with image pull secrets`,
  );
}

function linuxAmd64({ platform }: ServiceImage): Finding {
  if (!platform) {
    return unknown(noImageReason);
  }
  const text = `It runs for ${plainName(platform.os, 20)}/${plainName(
    platform.architecture,
    20,
  )}`;
  return platform.os === 'linux' && platform.architecture === 'amd64'
    ? met(text)
    : unmet(text);
}
