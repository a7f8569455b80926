import { InputError } from '@backstage/errors';
import { stringifyYaml } from '../../workspace/yaml/stringifyYaml';
import { variantSuffix } from '../buildOptions';
import { convertCommand } from '../convertCommand';
import { textAt } from '../yamlNodes';
import { DockerTask, withRegistry } from './dockerTasks';

const MAX_TAGS = 10;

/** A name or tag with macros, of which the values are never read by a shell: they go through variables of the environment. */
const namePattern = /^(?:[\w./:-]|\$\([\w.-]+\)|\$\{\{[^\r\n{}]+\}\})+$/;

/** What the steps need. */
export interface AzureVariantOptions {
  task: DockerTask;
  /** Host of the registry, which the service connection does not tell. */
  registry?: string;
  /** The variant's reference, where it is not made from those of the plain image. */
  variant?: string;
  platforms: readonly string[];
}

function referencesOf(options: AzureVariantOptions) {
  const { task, registry, variant } = options;
  const repository = withRegistry(task.repository, registry);
  const tags = task.tags.slice(0, MAX_TAGS);
  const plain = tags.map(tag => `${repository}:${tag}`);
  const variants =
    variant === undefined
      ? plain.map(tag => `${tag}${variantSuffix}`)
      : [variant];
  if (
    plain.length === 0 ||
    ![...plain, ...variants].every(text => namePattern.test(text))
  ) {
    throw new InputError(
      `Repository or tags of the step Docker@2 in ${task.file} are of a form that is not known. Give ci: script to have a script instead.`,
    );
  }
  return { plain: plain[0], variants };
}

/**
 * Steps that convert the image that a step of Docker@2 has just pushed.
 *
 * @returns lines that are not indented
 * @throws InputError when its name or tags are of a form that is not known
 */
export function azureVariantSteps(options: AzureVariantOptions): string {
  const { task, platforms } = options;
  const { plain, variants } = referencesOf(options);
  const condition = textAt(task.step, 'condition');
  const control = {
    ...(condition !== undefined && { condition }),
    continueOnError: true,
  };
  const signIn = (command: 'login' | 'logout') => ({
    task: 'Docker@2',
    displayName: `eStargz variant: ${command}`,
    ...(command === 'login'
      ? control
      : { condition: 'always()', continueOnError: true }),
    inputs: {
      command,
      ...(task.connection !== undefined && {
        containerRegistry: task.connection,
      }),
    },
  });
  const names = variants.map((_, index) => `VARIANT_${index + 1}`);
  const script = [
    'set -euo pipefail',
    'builder="estargz-$BUILD_BUILDID-$RANDOM"',
    'docker buildx create --name "$builder" --driver docker-container',
    `trap 'docker buildx rm "$builder"' EXIT`,
    convertCommand({
      plain: '$PLAIN',
      variants: names.map(name => `$${name}`),
      builder: '$builder',
      ...(platforms.length > 0 && { platforms: platforms.join(',') }),
    }),
    '',
  ].join('\n');
  const convert = {
    bash: script,
    displayName: 'eStargz variant of the image',
    ...control,
    env: {
      PLAIN: plain,
      ...Object.fromEntries(
        names.map((name, index) => [name, variants[index]]),
      ),
    },
  };
  return stringifyYaml(
    task.isSignedIn ? [convert] : [signIn('login'), convert, signIn('logout')],
  );
}
