import { InputError } from '@backstage/errors';
import { isSameRepository, WrittenReference } from './inputForms';

const MAX_SHOWN = 10;

/** A place of a pipeline that pushes an image. */
export interface Candidate {
  /** Path of its file. */
  file: string;
  job?: string;
  /** Id, name and number by which a user may name the step. */
  stepNames?: string[];
  /** What it pushes; a text that only the run knows is `undefined`. */
  images: (string | undefined)[];
  /** Why nothing can be added there. */
  obstacle?: string;
}

/** What the user said about where the image is built. */
export interface Choice {
  image: WrittenReference;
  /** Name or path of the pipeline's file. */
  workflow?: string;
  job?: string;
  step?: string;
}

/** Whether a pipeline's file is the one that the user named, by its path or name. */
export function isNamedFile(file: string, workflow?: string): boolean {
  return (
    workflow !== undefined &&
    (file === workflow.replace(/^\.\//, '') || file.endsWith(`/${workflow}`))
  );
}

function describe({ file, job, stepNames }: Candidate): string {
  return [
    `workflow: ${file}`,
    ...(job === undefined ? [] : [`job: ${job}`]),
    ...(stepNames === undefined ? [] : [`step: ${stepNames[0]}`]),
  ]
    .join(', ')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 300);
}

function listOf(candidates: readonly Candidate[]): string {
  return candidates
    .slice(0, MAX_SHOWN)
    .map(candidate => `(${describe(candidate)})`)
    .join(' or ');
}

/**
 * The one place that builds the image.
 *
 * @returns `undefined` where there is none at all
 * @throws InputError when there are several, or it builds another image
 */
export function chooseCandidate<T extends Candidate>(
  candidates: readonly T[],
  choice: Choice,
): T | undefined {
  const { image, workflow, job, step } = choice;
  const named = candidates.filter(
    candidate =>
      (workflow === undefined || isNamedFile(candidate.file, workflow)) &&
      (job === undefined || candidate.job === job) &&
      (step === undefined || (candidate.stepNames ?? []).includes(step)),
  );
  if (named.length === 0) {
    if (candidates.length > 0) {
      throw new InputError(
        `No place that builds an image has the given workflow, job and step. There is ${listOf(
          candidates,
        )}.`,
      );
    }
    return undefined;
  }
  const sure = named.filter(({ images }) =>
    images.some(
      name => name !== undefined && isSameRepository(name, image.name),
    ),
  );
  const possible = named.filter(
    candidate =>
      candidate.images.includes(undefined) && !sure.includes(candidate),
  );
  const matching = sure.length > 0 ? sure : possible;
  if (matching.length === 0) {
    const others = named.flatMap(({ images }) => images).join(', ');
    throw new InputError(
      `${listOf(named)} builds ${others.slice(0, 300)}, not ${
        image.name
      }. Give the image that it builds.`,
    );
  }
  if (matching.length > 1) {
    throw new InputError(
      `Several places build an image: ${listOf(
        matching,
      )}. Give the workflow, job and step of the one that builds ${
        image.name
      }.`,
    );
  }
  return matching[0];
}

/**
 * Refuses a place where nothing can be added.
 *
 * @throws InputError with the reason
 */
export function expectNoObstacle(candidate: Candidate): void {
  if (candidate.obstacle !== undefined) {
    throw new InputError(
      `The variant cannot be added at ${describe(candidate)}: ${
        candidate.obstacle
      }`,
    );
  }
}
