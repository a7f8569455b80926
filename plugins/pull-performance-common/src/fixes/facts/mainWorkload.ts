import { parseImageReference } from '../../images/imageReference';
import { ServiceWorkload } from '../../schema/openapi';
import { FixFacts } from '../FixRule';
import { formatTarget } from '../target';
import { compareTexts, isAmount } from './amounts';

/** A form takes no more. */
const mostImages = 20;
/** A pod with more containers is no pod that Kubernetes would start. */
const mostContainers = 100;

const namePattern = /^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/;
const kindPattern = /^[A-Z][A-Za-z0-9]{0,62}$/;

/** Names of clusters are free texts; controls and halves of surrogate pairs are in none. */
const noNamePattern = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Whether a workload's names can be such: only such ones go into a form. */
export function isNamed(workload: ServiceWorkload): boolean {
  const { cluster, namespace, kind, name } = workload;
  return (
    cluster.trim() !== '' &&
    cluster.length <= 253 &&
    !noNamePattern.test(cluster) &&
    namePattern.test(namespace) &&
    namePattern.test(name) &&
    kindPattern.test(kind)
  );
}

/** The workload as forms name it. */
export function targetOf({ cluster, namespace, kind, name }: ServiceWorkload) {
  return formatTarget({ cluster, namespace, kind, name });
}

/** `Deployment/web`, for people. */
export function workloadText({ kind, name }: ServiceWorkload): string {
  return `${kind}/${name}`;
}

/** The references that a pod of the workload pulls, each once, without those of ephemeral containers and without texts that are no reference. */
export function pulledImages({ containers }: ServiceWorkload): string[] {
  const references = containers
    .slice(0, mostContainers)
    .filter(({ kind }) => kind !== 'ephemeral')
    .map(({ image }) => image)
    .filter(image => parseImageReference(image) !== undefined);
  return [...new Set(references)].slice(0, mostImages);
}

/**
 * The workload of a cluster with the most known bytes, among those that a pre-pull can come before: pods of a DaemonSet are on every node as early as it is.
 */
export function mainWorkload(
  facts: FixFacts,
  cluster: string | undefined,
): ServiceWorkload | undefined {
  const bytes = bytesByReference(facts);
  const size = ({ containers }: ServiceWorkload) =>
    [
      ...new Set(containers.slice(0, mostContainers).map(({ image }) => image)),
    ].reduce((sum, reference) => sum + (bytes.get(reference) ?? 0), 0);
  return (
    facts.workloads
      .filter(
        workload =>
          workload.cluster === cluster &&
          workload.kind !== 'DaemonSet' &&
          isNamed(workload),
      )
      .map(workload => ({ workload, bytes: size(workload) }))
      .sort(
        (one, other) =>
          other.bytes - one.bytes ||
          compareTexts(keyOf(one.workload), keyOf(other.workload)),
      )
      // Reading references takes longest, so few of them are read.
      .find(({ workload }) => pulledImages(workload).length > 0)?.workload
  );
}

function keyOf({ namespace, kind, name }: ServiceWorkload): string {
  return `${namespace}\n${kind}\n${name}`;
}

function bytesByReference({ images }: FixFacts): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const { reference, compressedBytes } of images) {
    if (isAmount(compressedBytes)) {
      bytes.set(
        reference,
        Math.max(bytes.get(reference) ?? 0, compressedBytes),
      );
    }
  }
  return bytes;
}
