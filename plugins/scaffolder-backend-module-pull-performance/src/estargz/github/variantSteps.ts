import { InputError } from '@backstage/errors';
import { isScalar } from 'yaml';
import { stringifyYaml } from '../../workspace/yaml/stringifyYaml';
import { estargzOutputs } from '../buildOptions';
import { itemsOf, mapAt, textAt, textsOf, valueAt } from '../yamlNodes';
import { conditionExpression, wholeExpression } from './expressions';
import { BuildStep, usesAction } from './findBuildSteps';
import { variantTags } from './variantTags';

/** Versions of the actions that we bring ourselves; the build itself stays at the version that the file has. */
export const actionVersions = {
  checkout: 'actions/checkout@v5',
  qemu: 'docker/setup-qemu-action@v4',
  buildx: 'docker/setup-buildx-action@v4',
  login: 'docker/login-action@v4',
  build: 'docker/build-push-action@v7',
} as const;

/**
 * Inputs of docker/build-push-action that the variant does not take over: how and under which tags it is pushed is its own; the builder holds all layers from the
 * build before, so they are neither built again nor written to the cache twice.
 */
const ownInputs = new Set([
  'tags',
  'push',
  'load',
  'outputs',
  'cache-to',
  'no-cache',
  'no-cache-filters',
  'pull',
]);

function place(step: BuildStep): string {
  return `The build step of job ${step.job} in ${step.file}`;
}

/** When the variant is built: whenever the plain image is built and pushed. */
function conditionOf(build: BuildStep): string | undefined {
  const ifText = textAt(build.step, 'if');
  const pushText = textAt(mapAt(build.step, 'with'), 'push');
  const conditions: string[] = [];
  if (ifText !== undefined) {
    const condition = conditionExpression(ifText);
    if (condition === undefined) {
      throw new InputError(
        `${place(
          build,
        )} has an if that mixes text and expressions, which GitHub takes for always true. Put the whole condition between \${{ and }}, then run this again.`,
      );
    }
    conditions.push(condition);
  }
  if (pushText !== undefined && pushText.includes('${{')) {
    const push = wholeExpression(pushText);
    if (push === undefined) {
      throw new InputError(
        `${place(
          build,
        )} has an input push of more than one expression. Make it one expression, or give separateWorkflow: true.`,
      );
    }
    // An input is a text: 'false' of an expression must not count as true.
    conditions.push(`format('{0}', ${push}) == 'true'`);
  }
  if (conditions.length < 2) {
    return conditions[0] && `\${{ ${conditions[0]} }}`;
  }
  return `\${{ ${conditions.map(text => `(${text})`).join(' && ')} }}`;
}

/** Whether an earlier step of the job makes a builder that can write eStargz; Docker's own can not. */
function hasBuilder(build: BuildStep): boolean {
  if (textAt(mapAt(build.step, 'with'), 'builder') !== undefined) {
    return true;
  }
  const last = itemsOf(build.steps)
    .slice(0, build.index)
    .filter(step => usesAction(step, 'docker/setup-buildx-action'))
    .filter(step => textAt(mapAt(step, 'with'), 'use') !== 'false')
    .at(-1);
  return (
    last !== undefined && textAt(mapAt(last, 'with'), 'driver') !== 'docker'
  );
}

function tagsOf(build: BuildStep, tag: string | undefined): string {
  const plain = textAt(mapAt(build.step, 'with'), 'tags') ?? '';
  const metadataSteps = new Set(
    itemsOf(build.steps)
      .slice(0, build.index)
      .filter(step => usesAction(step, 'docker/metadata-action'))
      .flatMap(step => textAt(step, 'id') ?? []),
  );
  const tags = tag ?? variantTags(plain, { metadataSteps });
  if (tags === undefined) {
    throw new InputError(
      `${place(
        build,
      )} takes its tags from something that only the run knows, so the variant's tags can not be made from them. Give tag, for example registry.example.com/team/web:{sha}-esgz.`,
    );
  }
  return tags;
}

/** The version that stands in a comment behind an action that is pinned to a commit. */
function versionComment(step: unknown): string {
  const uses = valueAt(step, 'uses');
  const comment = isScalar(uses) ? uses.comment ?? '' : '';
  return /^ ?v?\d[\w.-]{0,40}$/.test(comment) ? ` #${comment}` : '';
}

/** What a build step of its own needs. */
export interface VariantStepsOptions {
  build: BuildStep;
  /** Ends the ids of the steps. */
  suffix: string;
  /** The tag, where it is not made from those of the plain image; in the syntax of workflows. */
  tag?: string;
}

/**
 * Steps that build the same image once more as eStargz, to stand behind the plain build.
 *
 * @returns the lines of the steps, not indented, and whether they bring a builder of their own
 * @throws InputError where condition or tags cannot be made from those of the plain build
 */
export function variantSteps(options: VariantStepsOptions): {
  body: string;
  bringsBuilder: boolean;
} {
  const { build, suffix, tag } = options;
  const { step } = build;
  const stepId = `pull-performance-estargz-${suffix}`;
  const builderId = `pull-performance-builder-${suffix}`;
  const condition = conditionOf(build);
  const timeout = textAt(step, 'timeout-minutes');
  const env = textsOf(valueAt(step, 'env'));
  const bringsBuilder = !hasBuilder(build);
  const control = {
    ...(condition !== undefined && { if: condition }),
    // Never in the way of the plain image.
    'continue-on-error': true,
  };
  const builder = {
    name: 'Builder for the eStargz variant',
    id: builderId,
    ...control,
    uses: actionVersions.buildx,
    // Later steps keep the builder that they have.
    with: { driver: 'docker-container', use: false },
  };
  const variant = {
    name: 'eStargz variant of the image',
    id: stepId,
    ...control,
    ...(timeout !== undefined && { 'timeout-minutes': numberOrText(timeout) }),
    uses: textAt(step, 'uses'),
    ...(env.length > 0 && { env: Object.fromEntries(env) }),
    with: {
      ...Object.fromEntries(
        textsOf(valueAt(step, 'with')).filter(([key]) => !ownInputs.has(key)),
      ),
      ...(bringsBuilder && {
        builder: `\${{ steps.${builderId}.outputs.name }}`,
      }),
      tags: tagsOf(build, tag),
      outputs: estargzOutputs({ type: 'registry' }),
    },
  };
  const body = stringifyYaml([...(bringsBuilder ? [builder] : []), variant]);
  const uses = `  uses: ${variant.uses}\n`;
  return {
    body: body.replace(
      uses,
      () => `${uses.trimEnd()}${versionComment(step)}\n`,
    ),
    bringsBuilder,
  };
}

function numberOrText(text: string): number | string {
  return /^\d{1,4}$/.test(text) ? Number(text) : text;
}
