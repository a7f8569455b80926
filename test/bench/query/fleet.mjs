// A fleet's pulls, made up: the same numbers for the same service, cluster and day, whoever asks and in whatever order.
import { seededRandom } from '../lib/seededRandom.mjs';

export const DAY_MS = 86_400_000;
export const PULLS_PER_DAY = 30;
export const CLUSTERS = ['bench-eu', 'bench-us', 'bench-ap'];
export const OUTCOMES = ['cold', 'warm', 'checked', 'present', 'failed'];
/** On every workload, so that one entity can take those whose services are not in the catalog. */
export const FLEET_LABEL = 'bench';
/** Up to which random number a pull has which outcome. */
const UP_TO = [0.45, 0.6, 0.75, 0.99, 1];

export function serviceName(service) {
  return `service-${String(service).padStart(5, '0')}`;
}

export function entityRefOf(service) {
  return `component:default/${serviceName(service)}`;
}

/** Number of the one workload that a service has in a cluster; from 1 on. */
export function workloadIdOf(service, cluster) {
  return service * CLUSTERS.length + cluster + 1;
}

/**
 * The pulls of a day, oldest first. Waits are log-normal around a time of the service between 2 and 40 s, in the
 * kubelet's whole milliseconds, with a share of queueing of up to a half; those of checked images are short.
 *
 * @returns {{ finishedAtMs: number, outcome: number, waitMs?: number, pullMs?: number }[]}
 */
export function pullsOf(service, cluster, day) {
  const random = seededRandom((day * 40_009 + service) * 7 + cluster);
  const ofService = seededRandom(service * 7 + cluster);
  const typicalMs = 2_000 * 20 ** ofService();
  const pulls = [];
  for (let i = 0; i < PULLS_PER_DAY; i++) {
    const finishedAtMs =
      day * DAY_MS + Math.floor(((i + random()) / PULLS_PER_DAY) * DAY_MS);
    const chance = random();
    const outcome = UP_TO.findIndex(limit => chance < limit);
    if (outcome > 2) {
      pulls.push({ finishedAtMs, outcome });
      continue;
    }
    const normal =
      Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const centreMs = outcome === 2 ? 400 : typicalMs;
    const waitMs = 1 + Math.round(centreMs * Math.exp(0.5 * normal));
    const pullMs = Math.ceil(waitMs * (1 - 0.5 * random()));
    pulls.push({ finishedAtMs, outcome, waitMs, pullMs });
  }
  return pulls;
}
