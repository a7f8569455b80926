import { FailureCause } from 'backstage-plugin-pull-performance-common';
import { cleanText, detached } from '../cleanText';
import { objectOf, textOf } from '../fields';
import { failureCause } from './failureCause';
import { parseGoDurationSeconds } from './goDuration';
import { readGoQuoted } from './goQuoted';
import { fromKubelet, readEventFacts, uidOf } from './eventFacts';
import { EventFacts, ParsedEvent, PulledEvent } from './types';

/** A reference may have 255 characters of name, 128 of tag and 140 of digest. */
const MAX_IMAGE_LENGTH = 1024;
/** No text of a kubelet is this long; what is longer is not read to its end. */
const MAX_TEXT_LENGTH = 65_536;
const MAX_EXAMPLE_LENGTH = 200;
/** Texts longer than this are not kept alive by their parts. */
const LONG_TEXT_LENGTH = 2048;
/** No pull takes a week; a longer one would spoil every sum that it is in. */
const MAX_SECONDS = 7 * 24 * 3600;

const durations =
  /^ in ([^ ()]{1,40}?)(?: \(([^ ()]{1,40}) including waiting\))?(?=\.? |\.?$)/;
const size = /^\.? ?Image size: (\d{1,15}) bytes\.?$/;

/**
 * What `Error: …` says when no pull was tried, in the words of the kubelet's
 * `pkg/kubelet/images/types.go`. No other event tells of these failures.
 */
const causesWithoutPull = new Map<string, FailureCause>([
  ['InvalidImageName', 'bad-reference'],
  ['ErrImageNeverPull', 'never-policy'],
  ['ImageInspectError', 'other'],
]);

/** Takes the quoted image that follows `prefix`. */
function imageAfter(
  text: string,
  prefix: string,
): { image: string; rest: string } | undefined {
  const read = text.startsWith(prefix)
    ? readGoQuoted(text.slice(prefix.length))
    : undefined;
  if (!read) return undefined;
  const image = cleanText(read.value, MAX_IMAGE_LENGTH);
  return {
    image: text.length > LONG_TEXT_LENGTH ? detached(image) : image,
    rest: read.rest,
  };
}

/** A duration that a pull can have. */
function secondsOf(text: string): number | undefined {
  const seconds = parseGoDurationSeconds(text);
  return seconds !== undefined && seconds <= MAX_SECONDS ? seconds : undefined;
}

/** Reads what follows the image in `Successfully pulled image "…" in 3.1s (5.7s including waiting). Image size: 1 bytes.` */
function readPulledDetails(
  text: string,
): Pick<
  PulledEvent,
  'pullSeconds' | 'waitSeconds' | 'imageBytes' | 'unknownWording'
> {
  let rest = text;
  const details: ReturnType<typeof readPulledDetails> = {};
  const times = durations.exec(rest);
  const first = times ? secondsOf(times[1]) : undefined;
  if (times && first !== undefined) {
    const waiting = times[2] === undefined ? undefined : secondsOf(times[2]);
    // The wait holds the pull: a shorter one cannot be.
    if (waiting !== undefined && waiting >= first) {
      details.pullSeconds = first;
      details.waitSeconds = waiting;
      rest = rest.slice(times[0].length);
    } else if (times[2] === undefined) {
      // Kubelets before 1.26 tell one duration, and it holds the queue.
      details.waitSeconds = first;
      rest = rest.slice(times[0].length);
    }
  }
  const bytes = size.exec(rest);
  if (bytes) {
    // The kubelet writes 0 when it could not look the size up.
    details.imageBytes = Number(bytes[1]) || undefined;
    rest = '';
  }
  if (rest !== '' && rest !== '.') {
    details.unknownWording = cleanText(rest, MAX_EXAMPLE_LENGTH);
  }
  return details;
}

function parsePulled(facts: EventFacts, text: string): ParsedEvent | undefined {
  const pulled = imageAfter(text, 'Successfully pulled image ');
  if (pulled) {
    return {
      ...facts,
      kind: 'pulled',
      form: 'pulled',
      image: pulled.image,
      ...readPulledDetails(pulled.rest),
    };
  }
  const present = imageAfter(text, 'Container image ');
  // Kubernetes 1.35 goes on with "and can be accessed by the pod".
  return present?.rest.startsWith(' already present on machine')
    ? { ...facts, kind: 'pulled', form: 'present', image: present.image }
    : undefined;
}

function parseFailed(facts: EventFacts, text: string): ParsedEvent | undefined {
  const failed = imageAfter(text, 'Failed to pull image ');
  if (failed) {
    const { image, rest } = failed;
    return {
      ...facts,
      kind: 'failed',
      image,
      cause: failureCause(rest, image),
    };
  }
  if (text.startsWith('Error: ')) {
    const cause = causesWithoutPull.get(text.slice('Error: '.length).trim());
    // The others are the second half of a pair (`ErrImagePull`, `ImagePullBackOff`), or no pull failed
    // but the container's creation or start.
    return cause
      ? { ...facts, kind: 'failed', image: '', cause }
      : { ...facts, kind: 'ignored' };
  }
  return text.startsWith('Internal PreStartContainer hook failed')
    ? { ...facts, kind: 'ignored' }
    : undefined;
}

function parseBackOff(
  facts: EventFacts,
  text: string,
): ParsedEvent | undefined {
  const backOff = imageAfter(text, 'Back-off pulling image ');
  if (backOff) {
    return { ...facts, kind: 'backOff', image: backOff.image };
  }
  return /^back-off .{0,200}restarting failed/i.test(text)
    ? { ...facts, kind: 'ignored' }
    : undefined;
}

const grammar = new Map([
  ['Pulled', parsePulled],
  ['Failed', parseFailed],
  ['BackOff', parseBackOff],
]);

/**
 * Says what a Kubernetes event means for image pulls. It never throws, and its time is
 * linear in the first 64 KiB of the text.
 *
 * @remarks
 * Formats: `pkg/kubelet/images/image_manager.go` and `pkg/kubelet/kuberuntime/kuberuntime_container.go`
 * of Kubernetes 1.18 to 1.36. Events about other things than pods' images are `foreign`; one that should
 * be readable but is not is `unreadable`, so that it can be counted and named.
 */
export function parseEvent(raw: unknown): ParsedEvent {
  const event = objectOf(raw);
  const parse =
    typeof event.reason === 'string' ? grammar.get(event.reason) : undefined;
  if (!parse || objectOf(event.involvedObject).kind !== 'Pod') {
    return event.reason === undefined || event.involvedObject === undefined
      ? { kind: 'unreadable', why: 'it is not a Kubernetes event', example: '' }
      : { kind: 'foreign' };
  }
  const known = fromKubelet(event);
  const read = readEventFacts(event);
  if ('missing' in read) {
    return known
      ? {
          kind: 'unreadable',
          uid: uidOf(event),
          why: `its field ${read.missing} is missing or malformed`,
          example:
            textOf(event.message, MAX_TEXT_LENGTH)?.slice(
              0,
              MAX_EXAMPLE_LENGTH,
            ) ?? '',
        }
      : { kind: 'foreign' };
  }
  const parsed = parse(read.facts, read.text.slice(0, MAX_TEXT_LENGTH));
  if (parsed) {
    return parsed;
  }
  // Other components may use the same reasons for their own purposes.
  return known
    ? {
        kind: 'unreadable',
        uid: read.facts.uid,
        why: `the wording of its text (reason ${event.reason}) is unknown`,
        example: cleanText(read.facts.message, MAX_EXAMPLE_LENGTH),
      }
    : { kind: 'foreign' };
}
