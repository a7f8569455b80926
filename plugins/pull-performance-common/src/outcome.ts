import { PullOutcome } from './schema/openapi';

/**
 * Seconds that asking a registry about an image takes when nothing has to come:
 * up to here a pull counts as `checked`.
 *
 * @remarks
 * One second, because the two possible mistakes differ: a pull that brought bytes within
 * a second and is called `checked` hides at most that second, but a question called
 * `cold` would dilute the p95 of the cold pulls, which is what is graded.
 *
 * @public
 */
export const FIXED_OVERHEAD_SECONDS = 1;

/**
 * Says whether a pull that the kubelet reported as done brought bytes.
 *
 * @remarks
 * The pull time is judged; the wait only where it is the only time known, since it also
 * holds the queue. A pull of unknown duration counts as `cold`: an unknown share had to come.
 * `warm` needs the layer graph, which this function does not have.
 *
 * @public
 */
export function judgePulled(options: {
  pullSeconds?: number;
  waitSeconds?: number;
  /** Measured for the registry, or else {@link FIXED_OVERHEAD_SECONDS}. */
  fixedOverheadSeconds?: number;
}): Extract<PullOutcome, 'cold' | 'checked'> {
  const {
    pullSeconds,
    waitSeconds,
    fixedOverheadSeconds = FIXED_OVERHEAD_SECONDS,
  } = options;
  const seconds = pullSeconds ?? waitSeconds;
  return seconds !== undefined && seconds <= fixedOverheadSeconds
    ? 'checked'
    : 'cold';
}
