import { judgePulled } from 'backstage-plugin-pull-performance-common';
import { HeldImage } from '../../store/ImageStore';
import { PullRecord, WorkloadKey } from '../../store/PullStore';
import { Occurrence } from './occurrences';
import { FailedPullEvent, PulledEvent } from './types';

/** What is known of the pod that an event is about. */
export interface PullContext {
  workload: WorkloadKey;
  nodePool?: string;
  /** The pod's node, for events that do not name it. */
  node?: string;
  /** The images of the pod's spec, by its containers; empty when the pod is not known. */
  containers: readonly ContainerImage[];
}

/** A container or image volume and what it runs. */
export interface ContainerImage {
  /** Empty for an image volume. */
  name: string;
  kind: PullRecord['containerKind'];
  image: string;
  /** What the image is, as the runtime tells it once the container is made. */
  held?: HeldImage;
  /** When it was started last, epoch milliseconds; absent before. */
  startedAtMs?: number;
  /** Absent when the pod names none, as ephemeral ones of old clusters do. */
  pullPolicy?: PullPolicy;
}

/** `imagePullPolicy` of a container, `pullPolicy` of an image volume. */
export type PullPolicy = 'Always' | 'IfNotPresent' | 'Never';

type PullEvent = PulledEvent | FailedPullEvent;

/**
 * Makes a pull of each occurrence of an event.
 *
 * @remarks
 * An occurrence of a combined event whose own text nobody saw is a pull of unknown duration. That holds only
 * for `Pulled`: combined failures hold each failure twice (`Failed to pull …` and `Error: ErrImagePull`), so
 * how many of the unseen ones were pulls is not known, and none is made up.
 */
export function pullRecords(
  event: PullEvent,
  occurrences: readonly Occurrence[],
  context: PullContext,
): PullRecord[] {
  const records: PullRecord[] = [];
  for (const { occurrence, atMs, ownText } of occurrences) {
    if (ownText || event.kind === 'pulled') {
      records.push({
        eventUid: event.uid,
        occurrence,
        workload: context.workload,
        podName: event.podName,
        podUid: event.podUid,
        node: event.node || context.node || '',
        nodePool: context.nodePool,
        finishedAtMs: atMs,
        ...(ownText ? ownFacts(event, context) : unseenFacts(event, context)),
      });
    }
  }
  return records;
}

/** How many occurrences of a combined failure `pullRecords` leaves out. */
export function unknowableFailures(
  event: PullEvent,
  occurrences: readonly Occurrence[],
): number {
  return event.kind === 'failed'
    ? occurrences.filter(({ ownText }) => !ownText).length
    : 0;
}

type OwnFacts = Pick<
  PullRecord,
  | 'image'
  | 'outcome'
  | 'cause'
  | 'container'
  | 'containerKind'
  | 'waitSeconds'
  | 'pullSeconds'
  | 'imageBytes'
  | 'message'
>;

function ownFacts(event: PullEvent, context: PullContext): OwnFacts {
  const { message } = event;
  const container = containerOf(event, context);
  if (event.kind === 'failed') {
    const image = event.image || imageOf(container, context);
    return {
      ...container,
      image,
      outcome: 'failed',
      cause: event.cause,
      message,
    };
  }
  const { image, pullSeconds, waitSeconds, imageBytes } = event;
  if (event.form === 'present') {
    return { ...container, image, outcome: 'present', waitSeconds: 0, message };
  }
  const outcome = judgePulled({ pullSeconds, waitSeconds });
  return {
    ...container,
    image,
    outcome,
    pullSeconds,
    waitSeconds,
    imageBytes,
    message,
  };
}

function unseenFacts(event: PullEvent, context: PullContext): OwnFacts {
  const only =
    context.containers.length === 1 ? context.containers[0] : undefined;
  return {
    image: only?.image ?? '',
    container: only?.name ?? '',
    containerKind: only?.kind ?? event.containerKind,
    outcome: judgePulled({}),
    message: `One of ${event.count} similar events that the kubelet combined; its own text was not seen.`,
  };
}

/** A combined event keeps the container of its first occurrence: there the image tells the right one. */
function containerOf(
  event: PullEvent,
  { containers }: PullContext,
): Pick<PullRecord, 'container' | 'containerKind'> {
  const { container, containerKind } = event;
  const sameImage = event.combined
    ? containers.filter(({ image }) => image === event.image)
    : [];
  return sameImage.length === 1
    ? { container: sameImage[0].name, containerKind: sameImage[0].kind }
    : { container, containerKind };
}

function imageOf(
  container: Pick<PullRecord, 'container' | 'containerKind'>,
  { containers }: PullContext,
): string {
  return (
    containers.find(
      ({ name, kind }) =>
        name === container.container && kind === container.containerKind,
    )?.image ?? ''
  );
}
