import { NodeIncident } from '../../store/NodeStore';
import { objectOf, textOf } from '../fields';
import { fromKubelet, timesOf } from './eventFacts';

/** All that matters stands at the beginning of these texts. */
const MAX_TEXT_LENGTH = 1_024;

/**
 * Removing images was tried and failed. `ImageGCFailed` also tells of a kubelet that cannot measure yet (`unable to find data in
 * memory cache`, `invalid capacity 0 on image filesystem`) or of a runtime that does not answer: these disks may be empty.
 */
const notFreed =
  /required amount of images|(?:wanted|attempted) to free|free disk space|errors in image deletion/i;
/** What the kubelet calls the space and the inodes of its disks, before 1.9 by the disk's name. */
const ofDisk = /reclaim (?:ephemeral-storage|inodes|nodefs|imagefs)/i;

type Incident = (text: string) => NodeIncident['kind'] | undefined;

const incidents = new Map<string, Incident>([
  ['FreeDiskSpaceFailed', () => 'image-gc-failed'],
  [
    'ImageGCFailed',
    text => (notFreed.test(text) ? 'image-gc-failed' : undefined),
  ],
  ['NodeHasDiskPressure', () => 'disk-pressure'],
  [
    'EvictionThresholdMet',
    text => (ofDisk.test(text) ? 'disk-pressure' : undefined),
  ],
]);

/**
 * Says whether an event about a node shows that a disk of it is full: then when it happened for the first and for the last
 * time, else `undefined`. It never throws.
 *
 * @remarks
 * Reasons and texts: `pkg/kubelet/images/image_gc_manager.go`, `kubelet.go`, `kubelet_node_status.go` and
 * `eviction/eviction_manager.go` of Kubernetes. `InvalidDiskCapacity` comes with each start of a kubelet and says nothing.
 */
export function readNodeIncidents(raw: unknown): NodeIncident[] | undefined {
  const event = objectOf(raw);
  const { kind: kindOfObject, name } = objectOf(event.involvedObject);
  const { reason, message } = event;
  const incident =
    typeof reason === 'string' ? incidents.get(reason) : undefined;
  if (!incident || kindOfObject !== 'Node' || !fromKubelet(event)) {
    return undefined;
  }
  const text = typeof message === 'string' ? message : '';
  const kind = incident(text.slice(0, MAX_TEXT_LENGTH));
  const node = textOf(name);
  const times = timesOf(event);
  if (!kind || !node || !times) return undefined;
  const { firstAtMs, lastAtMs } = times;
  return [...new Set([firstAtMs, lastAtMs])].map(atMs => ({
    node,
    atMs,
    kind,
  }));
}
