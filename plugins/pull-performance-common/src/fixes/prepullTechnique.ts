import { InputError } from '@backstage/errors';
import { Platform } from '../schema/openapi';

/**
 * How an image gets onto a node without its program being started: mounted as a volume, by a static program that is copied into its container, or by
 * its own shell.
 *
 * @public
 */
export type PrepullTechnique = 'image-volume' | 'copied-binary' | 'shell';

/**
 * What is known of the nodes, as `GET /v1/entities/…/workloads` tells it of a cluster.
 *
 * @public
 */
export interface PrepullNodeFacts {
  /** Of the kubelets: `v1.34.2`; empty while unknown. */
  kubernetesVersions?: readonly string[];
  /** `containerd://2.1.4`; empty while unknown. */
  containerRuntimes?: readonly string[];
  platforms?: readonly Platform[];
  /** Whether the feature gate `ImageVolume` is on; absent while unknown. */
  imageVolumes?: boolean;
  /** Of the workload's pods. */
  runtimeClass?: string;
}

/**
 * A technique and why it was taken.
 *
 * @public
 */
export interface PrepullTechniqueChoice {
  technique: PrepullTechnique;
  reason: string;
}

type Answer = { works: boolean | undefined; because: string };

type Version = readonly [major: number, minor: number];

function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d{1,3})\.(\d{1,3})(?:[.+-]|$)/.exec(text);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

function isAtLeast(version: Version, least: Version): boolean {
  return (
    version[0] > least[0] || (version[0] === least[0] && version[1] >= least[1])
  );
}

/** The lowest version whose nodes have the field at all, and from which on it works without being asked for (KEP-4639). */
const withGate: Version = [1, 31];
const byDefault: Version = [1, 35];

/** CRI runtimes that mount images, with the version from which on. */
const runtimes: readonly { prefix: string; name: string; least: Version }[] = [
  { prefix: 'containerd://', name: 'containerd', least: [2, 1] },
  { prefix: 'cri-o://', name: 'CRI-O', least: [1, 31] },
];

function kubeletAnswer(version: string, gate: boolean | undefined): Answer {
  const parsed = parseVersion(version);
  if (!parsed) {
    return { works: undefined, because: `the kubelet's version is not known` };
  }
  const kubelet = `a kubelet is ${version}`;
  if (!isAtLeast(parsed, withGate)) {
    return {
      works: false,
      because: `${kubelet}, and image volumes exist from Kubernetes 1.31 on`,
    };
  }
  if (gate === false) {
    return { works: false, because: 'the feature gate ImageVolume is off' };
  }
  if (gate === true || isAtLeast(parsed, byDefault)) {
    return { works: true, because: kubelet };
  }
  return {
    works: undefined,
    because: `${kubelet}, where image volumes need the feature gate ImageVolume (on by default from 1.35), of which nothing is known`,
  };
}

function runtimeAnswer(runtime: string): Answer {
  const known = runtimes.find(({ prefix }) => runtime.startsWith(prefix));
  if (!known) {
    return {
      works: false,
      because: `a node runs ${runtime}; image volumes need containerd 2.1 or CRI-O 1.31`,
    };
  }
  const { prefix, name, least } = known;
  const version = parseVersion(runtime.slice(prefix.length));
  if (!version) {
    return { works: undefined, because: `the version of ${name} is not known` };
  }
  return {
    works: isAtLeast(version, least),
    because: `a node runs ${name} ${runtime.slice(
      prefix.length,
    )}; image volumes need ${least.join('.')}`,
  };
}

/** Whether image volumes work on all nodes: the first answer that says no, else the first that does not know. */
function imageVolumeAnswer(facts: PrepullNodeFacts): Answer {
  const { kubernetesVersions = [], containerRuntimes = [] } = facts;
  const missing: Answer[] = [
    ...(kubernetesVersions.length === 0 ? ['the kubelets'] : []),
    ...(containerRuntimes.length === 0 ? ['the container runtimes'] : []),
  ].map(what => ({
    works: undefined,
    because: `the versions of ${what} are not known`,
  }));
  const answers = [
    ...kubernetesVersions.map(version =>
      kubeletAnswer(version, facts.imageVolumes),
    ),
    ...containerRuntimes.map(runtimeAnswer),
    ...(facts.runtimeClass
      ? [
          {
            works: undefined,
            because: `its pods use the runtime class ${facts.runtimeClass}, for which image volumes are not proven`,
          },
        ]
      : []),
    ...missing,
  ];
  return (
    answers.find(({ works }) => works === false) ??
    answers.find(({ works }) => works === undefined) ?? {
      works: true,
      because: `all nodes have Kubernetes ${kubernetesVersions.join(
        ', ',
      )} with ${containerRuntimes.join(', ')}`,
    }
  );
}

/** @throws InputError when there are nodes, and all of them run Windows */
function refuseWindows(facts: PrepullNodeFacts): void {
  const { platforms = [] } = facts;
  if (platforms.length > 0 && platforms.every(({ os }) => os === 'windows')) {
    throw new InputError(
      'The service runs on Windows nodes only. The pre-pull works on Linux nodes: Windows has no image volumes, and a binary of Linux does not run there. For Windows, put the images into the node image.',
    );
  }
}

/**
 * The technique for what is known of the nodes: an image volume where all nodes can mount one, else a copied binary, which works everywhere. A shell is never
 * chosen, since images without one would fail.
 *
 * @throws InputError when all nodes run Windows
 *
 * @public
 */
export function choosePrepullTechnique(
  facts: PrepullNodeFacts,
): PrepullTechniqueChoice {
  refuseWindows(facts);
  const { works, because } = imageVolumeAnswer(facts);
  return works
    ? {
        technique: 'image-volume',
        reason: `An image volume is mounted, since ${because}; nothing of the images runs.`,
      }
    : {
        technique: 'copied-binary',
        reason: `A small static program is run in each image, since ${because}; it needs no shell in the image.`,
      };
}

/**
 * Why a technique that somebody asked for is refused, or what to know of it; nothing when the facts speak for it.
 *
 * @public
 */
export interface PrepullTechniqueCheck {
  refusal?: string;
  warning?: string;
}

/**
 * Judges a technique that somebody asked for.
 *
 * @throws InputError when all nodes run Windows
 *
 * @public
 */
export function checkPrepullTechnique(
  technique: PrepullTechnique,
  facts: PrepullNodeFacts,
): PrepullTechniqueCheck {
  refuseWindows(facts);
  if (technique === 'shell') {
    return {
      warning:
        'The technique shell runs "sh" of each image: pods never become ready where an image has none. The technique copied-binary needs none.',
    };
  }
  if (technique === 'copied-binary') {
    return {};
  }
  const { works, because } = imageVolumeAnswer(facts);
  if (works === false) {
    return {
      refusal: `The technique image-volume does not work here: ${because}. Choose auto or copied-binary.`,
    };
  }
  return works
    ? {}
    : {
        warning: `Whether image volumes work is not certain: ${because}. Where they do not, the pods start without pulling anything, or not at all.`,
      };
}
