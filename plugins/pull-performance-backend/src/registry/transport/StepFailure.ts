import { RegistryErrorCode } from '../types';

/**
 * Why a step of a conversation with a registry failed. Several readers may wait for one step, so it does not name what any of
 * them wanted; `OciRegistry` adds that. Holds nothing that a registry or its token service wrote: they know credentials, and may
 * repeat them.
 */
export class StepFailure extends Error {
  readonly code: RegistryErrorCode;
  readonly why: string;
  readonly next: string;
  readonly retryAfterMs?: number;

  constructor(options: {
    code: RegistryErrorCode;
    why: string;
    next: string;
    retryAfterMs?: number;
    cause?: unknown;
  }) {
    const { code, why, next, retryAfterMs, cause } = options;
    super(why, { cause });
    this.name = 'StepFailure';
    this.code = code;
    this.why = why;
    this.next = next;
    this.retryAfterMs = retryAfterMs;
  }
}

/** An answer that no registry gives. */
export function badAnswer(why: string): StepFailure {
  return new StepFailure({
    code: 'bad-answer',
    why,
    next: 'Check what answers at the address of the registry: a login page, a proxy or a broken registry may answer in its place.',
  });
}

/** An answer that does not fit into the memory set aside for it. */
export function tooLarge(why: string): StepFailure {
  return new StepFailure({
    code: 'too-large',
    why,
    next: 'Nothing to do in Backstage: no image that a node can run is like that. Look at how it was built.',
  });
}

/** Something that the registry holds but that is no image which could be shown. */
export function unsupported(why: string, next: string): StepFailure {
  return new StepFailure({ code: 'unsupported', why, next });
}

/** Nobody allowed to ask there. */
export function notAllowed(
  why: string,
  next: string,
  cause?: unknown,
): StepFailure {
  return new StepFailure({ code: 'host-not-allowed', why, next, cause });
}

/** There was no answer. */
export function unreachable(why: string, cause?: unknown): StepFailure {
  return new StepFailure({
    code: 'unreachable',
    why,
    next: 'Check that the registry runs and that Backstage can reach it; reading is tried again by itself.',
    cause,
  });
}
