import { RunningImage } from '../../store/ImageStore';
import { NodeIndex } from '../workloads/NodeIndex';
import { PodObject } from '../workloads/objects';
import { resolveWorkload, WorkloadLookup } from '../workloads/resolveWorkload';

/** A pod that waits longer for its images shows them by name, since what they are may stay unknown. */
const EXPECTED_START_MS = 120_000;

/**
 * What a pod runs. A container that has just been made tells soon what its image is; until then it is left out. Pods
 * that have ended count for as long as they exist: jobs would else never run anything.
 */
export function runningImages(
  pod: PodObject,
  options: {
    cluster: string;
    workloads: WorkloadLookup;
    nodes: Pick<NodeIndex, 'platformOf'>;
    /** When an image came for a container of a pod, epoch milliseconds. */
    pulledAtMs: (podUid: string, container: string) => number | undefined;
    nowMs: number;
  },
): RunningImage[] {
  const { cluster, workloads, nodes, pulledAtMs, nowMs } = options;
  const { node, acknowledgedAtMs } = pod;
  if (node === undefined || acknowledgedAtMs === undefined) return [];
  const { namespace, kind, name } = resolveWorkload(pod, workloads);
  const starting = nowMs - acknowledgedAtMs < EXPECTED_START_MS;
  const platform = nodes.platformOf(node);
  return pod.containers
    .filter(({ held }) => held || !starting)
    .map(container => ({
      workload: { cluster, namespace, kind, name },
      container: container.name,
      containerKind: container.kind,
      reference: container.image,
      image: container.held,
      node,
      platform,
      sinceMs: Math.min(
        pulledAtMs(pod.uid, container.name) ?? nowMs,
        container.startedAtMs ?? nowMs,
        nowMs,
      ),
    }));
}
