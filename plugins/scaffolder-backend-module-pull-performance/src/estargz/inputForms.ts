import { InputError } from '@backstage/errors';
import { parseImageReference } from 'backstage-plugin-pull-performance-common';
import { pathSegments } from '../workspace/safePath';

/** Stands for the commit in the tag of a variant. */
const commitPlaceholder = '{sha}';

const forms = {
  branch: /^[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$/,
  platform: /^[a-z0-9]{1,20}\/[a-z0-9]{1,20}(?:\/[a-z0-9]{1,20})?$/,
  buildArg: /^[A-Za-z_][A-Za-z0-9_]{0,99}=[\w .,:;@%+=/~-]{0,500}$/,
  secret: /^[A-Za-z_][A-Za-z0-9_]{0,99}$/,
  // Neither spaces nor anything that a shell, YAML or an expression could read.
  path: /^(?!-)[\w@.+/-]{1,500}$/,
};

/** What a text has to be like, in words. */
const formTexts: Record<keyof typeof forms, string> = {
  branch: 'the name of a branch: letters, digits and . _ / -',
  platform: 'a platform such as linux/arm64',
  buildArg:
    'NAME=value with letters, digits, spaces and . , : ; @ % + = / ~ _ -',
  secret: 'the name of a secret: letters, digits and _',
  path: 'a path within the repository of letters, digits and . _ @ + / -',
};

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

/**
 * Checks a text that the user gave, since it comes to stand in a pipeline or a shell.
 *
 * @throws InputError when it has another form
 */
export function expectForm(
  form: keyof typeof forms,
  text: string,
  input: string,
): string {
  if (!forms[form].test(text)) {
    throw new InputError(
      `The input ${input} has ${shown(text)}, which is not ${formTexts[form]}.`,
    );
  }
  return text;
}

/**
 * A path within the repository: `./deploy//web` is `deploy/web`, the repository itself is `.`.
 *
 * @throws InputError when it leads out of it, or holds other characters than paths mostly do
 */
export function expectPath(text: string, input: string): string {
  return pathSegments(expectForm('path', text, input)).join('/') || '.';
}

/** A reference of the plain image or of the variant, taken apart as it was written. */
export interface WrittenReference {
  /** With the host where one was written: `ghcr.io/acme/web`. */
  name: string;
  tag?: string;
}

/**
 * The image that is built.
 *
 * @throws InputError when it is no reference, or one by digest
 */
export function expectImage(text: string): WrittenReference {
  const parsed = parseImageReference(text);
  if (!parsed || parsed.digest !== undefined) {
    throw new InputError(
      `The input image has ${shown(
        text,
      )}, which is not the name of an image that a build could push. Give it with its registry, such as registry.example.com/team/web:1.2.`,
    );
  }
  const { tag } = parsed;
  return tag === undefined
    ? { name: text }
    : { name: text.slice(0, -tag.length - 1), tag };
}

/**
 * The variant's own reference, where the user gives one.
 *
 * @param commit - how the pipeline calls the commit, for example `$CI_COMMIT_SHA`
 * @throws InputError when it is no reference with a tag, or that of the plain image
 */
export function expectTag(
  text: string,
  options: { commit: string; image: WrittenReference },
): string {
  const { commit, image } = options;
  const sample = text.split(commitPlaceholder).join('0'.repeat(40));
  const parsed = parseImageReference(sample);
  if (!parsed || parsed.tag === undefined || parsed.digest !== undefined) {
    throw new InputError(
      `The input tag has ${shown(
        text,
      )}, which is not a name with a tag, such as registry.example.com/team/web:{sha}-esgz. {sha} stands for the commit.`,
    );
  }
  if (text === `${image.name}:${image.tag ?? 'latest'}`) {
    throw new InputError(
      `The input tag is the plain image's own. Give the variant another one, such as ${text}-esgz.`,
    );
  }
  return text.split(commitPlaceholder).join(commit);
}

/** Whether two names, as written, are the same repository of the same registry. */
export function isSameRepository(a: string, b: string): boolean {
  const [first, second] = [a, b].map(parseImageReference);
  return (
    first !== undefined &&
    second !== undefined &&
    first.registry === second.registry &&
    first.repository === second.repository
  );
}

/** The last part of an image's name, as ids of steps and names of files may have it. */
export function shortName(image: WrittenReference): string {
  return (image.name.split('/').at(-1) ?? '').replace(/[^a-z0-9]+/g, '-');
}

/** The host of an image's registry where one is written; none for Docker Hub. */
export function hostOf(image: WrittenReference): string | undefined {
  const [host, ...path] = image.name.split('/');
  return path.length > 0 && (/[.:]/.test(host) || host === 'localhost')
    ? host
    : undefined;
}
