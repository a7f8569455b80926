import { InputError } from '@backstage/errors';
import { isDeepStrictEqual } from 'node:util';
import { isMap } from 'yaml';
import { parseYaml, readYaml } from '../../workspace/yaml/parseYaml';
import { showPath } from '../../workspace/safePath';
import { stringifyYaml } from '../../workspace/yaml/stringifyYaml';
import { endOf, lineEnd } from '../../workspace/yaml/yamlPlaces';
import { variantSuffix } from '../buildOptions';
import { convertCommand } from '../convertCommand';
import { shortName, WrittenReference } from '../inputForms';
import { insertBlock, lineBreakOf, ownBlock } from '../ownBlock';
import { lastPairOf, valueAt } from '../yamlNodes';
import { PushJob, variableIn } from './findPushJobs';

/** What the job needs. */
export interface GitlabVariantOptions {
  text: string;
  job: PushJob;
  image: WrittenReference;
  /** The variant's reference, where it is not made from those of the plain image. */
  variant?: string;
  platforms: readonly string[];
}

interface NameAndTag {
  name: string;
  hasTag: boolean;
}

/** Divides a reference of a script at its tag; looks into variables that the file sets. */
function divide(
  reference: string,
  options: GitlabVariantOptions,
): NameAndTag | undefined {
  const match = /^(.*):((?:[\w.-]|\$\w+|\$\{\w+\})+)$/.exec(reference);
  if (match && !match[2].includes('/')) {
    return { name: match[1], hasTag: true };
  }
  const variable = /^\$\{?(\w+)\}?$/.exec(reference);
  if (!variable) {
    const last = reference.split('/').at(-1) ?? '';
    return /\$/.test(last) ? undefined : { name: reference, hasTag: false };
  }
  if (/^CI_REGISTRY_IMAGE$/.test(variable[1])) {
    return { name: reference, hasTag: false };
  }
  const value = variableIn(options.text, {
    file: options.job.file,
    job: options.job.job,
    name: variable[1],
  });
  return value === undefined || value.trim() === reference
    ? undefined
    : divideLiteral(value.trim());
}

/** The value of a variable: what stands behind its last colon is a tag, unless a slash follows. */
function divideLiteral(value: string): NameAndTag {
  const colon = value.lastIndexOf(':');
  return colon > value.lastIndexOf('/')
    ? { name: value.slice(0, colon), hasTag: true }
    : { name: value, hasTag: false };
}

/** In a shell `$TAG_x` would be another variable, and `$TAG-x` is not. */
function variantOf(reference: string, hasTag: boolean): string {
  return `${reference}${hasTag ? '' : ':latest'}${variantSuffix}`;
}

function referencesOf(options: GitlabVariantOptions) {
  const { job, variant } = options;
  const divided = job.references.map(reference => divide(reference, options));
  const names = new Set(divided.map(part => part?.name));
  if (names.size > 1) {
    throw new InputError(
      `The job ${job.job} of ${showPath(
        job.file,
      )} pushes more than one image. Build this image in a job of its own, or give ci: script.`,
    );
  }
  const variants =
    variant === undefined
      ? job.references.map((reference, index) => {
          const part = divided[index];
          return part && variantOf(reference, part.hasTag);
        })
      : [variant];
  const known = variants.flatMap(text => text ?? []);
  if (known.length !== variants.length) {
    throw new InputError(
      `The job ${job.job} of ${showPath(
        job.file,
      )} takes the image's tag from a variable that the file does not set, so the variant's tag can not be made from it. Give tag, for example registry.example.com/team/web:{sha}-esgz.`,
    );
  }
  return { plain: job.references[0], variants: known };
}

/**
 * The pipeline with a job that converts the image that another job has pushed; every other byte stays.
 *
 * @throws InputError where the variant's tags cannot be made from those of the plain image
 */
export function addVariantJob(options: GitlabVariantOptions): string {
  const { text, job, image, platforms } = options;
  const jobName = `pull-performance-estargz-${shortName(image)}`;
  const { plain, variants } = referencesOf(options);
  const [document] = parseYaml(text, job.file);
  const root = document.contents;
  if (!isMap(root) || valueAt(root, jobName) !== undefined) {
    throw new InputError(
      `${showPath(
        job.file,
      )} already has a job ${jobName} that was not made by this action. Rename it first.`,
    );
  }
  const builder = 'estargz-$CI_JOB_ID';
  const buildPlatforms =
    platforms.length > 0 ? platforms.join(',') : job.platforms;
  const body = stringifyYaml({
    [jobName]: {
      // Image, services, runner, rules and sign-in are those of the plain build.
      extends: job.job,
      needs: [{ job: job.job, artifacts: false }],
      dependencies: [],
      allow_failure: true,
      ...Object.fromEntries(job.notInherited.map(key => [key, null])),
      script: [
        ...job.signIn,
        // With a daemon over TLS a builder needs a context of its own.
        `docker context create "${builder}"`,
        `docker buildx create --name "${builder}" --driver docker-container "${builder}"`,
        convertCommand({
          plain,
          variants,
          builder,
          ...(buildPlatforms !== undefined && { platforms: buildPlatforms }),
        }),
        `docker buildx rm "${builder}"`,
        `docker context rm "${builder}"`,
      ],
    },
  });
  const last = lastPairOf(root);
  const block = ownBlock(body, {
    image: image.name,
    indent: 0,
    lineBreak: lineBreakOf(text),
  });
  const edited = insertBlock(
    text,
    last ? lineEnd(text, endOf(root)) : text.length,
    block,
  );
  const [after] = readYaml(edited, job.file);
  const [before] = readYaml(text, job.file);
  const { [jobName]: added, ...others } = after as Record<string, unknown>;
  if (added === undefined || !isDeepStrictEqual(others, before)) {
    throw new InputError(
      `No job can be added to ${showPath(
        job.file,
      )} without changing something else there. Give ci: script to have a script instead.`,
    );
  }
  return edited;
}
