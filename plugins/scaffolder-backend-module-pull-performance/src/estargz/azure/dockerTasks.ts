import { isMap, isSeq } from 'yaml';
import type { YAMLMap, YAMLSeq } from 'yaml';
import { parseYaml } from '../../workspace/yaml/parseYaml';
import { Candidate } from '../chooseCandidate';
import {
  entriesOf,
  isAnchored,
  isInBrackets,
  isShared,
  itemsOf,
  mapAt,
  textAt,
  valueAt,
} from '../yamlNodes';

/** A step of an Azure Pipeline that pushes an image with the task Docker@2. */
export interface DockerTask extends Candidate {
  /** Where the list of its steps is: keys and indexes from the top. */
  stepsPath: (string | number)[];
  index: number;
  steps: YAMLSeq;
  step: YAMLMap;
  /** As in the file, perhaps with macros such as `$(repository)`. */
  repository: string;
  tags: string[];
  /** Service connection. */
  connection?: string;
  /** Whether the job signs in by itself before. */
  isSignedIn: boolean;
}

interface Scope {
  job?: string;
  path: (string | number)[];
  owners: unknown[];
  steps: YAMLSeq;
  variables: Map<string, string>;
}

const defaultTags = '$(Build.BuildId)';

function variablesOf(owner: unknown, outer: Map<string, string>) {
  const variables = new Map(outer);
  const node = valueAt(owner, 'variables');
  for (const [name] of entriesOf(node)) {
    const value = textAt(node, name);
    if (value !== undefined) variables.set(name.toLowerCase(), value);
  }
  for (const item of itemsOf(node)) {
    const [name, value] = [textAt(item, 'name'), textAt(item, 'value')];
    if (name !== undefined && value !== undefined) {
      variables.set(name.toLowerCase(), value);
    }
  }
  return variables;
}

/** Fills in the variables that the file sets; what is unknown stays. */
function resolve(text: string, variables: Map<string, string>): string {
  return text.replace(
    /\$\(([\w.-]{1,100})\)/g,
    (macro, name: string) => variables.get(name.toLowerCase()) ?? macro,
  );
}

/** All lists of steps of a pipeline: its own, those of its jobs, those of its stages' jobs. */
function scopesOf(root: unknown): Scope[] {
  const scopes: Scope[] = [];
  const visit = (
    owner: unknown,
    path: (string | number)[],
    owners: unknown[],
    outer: Map<string, string>,
    job?: string,
  ) => {
    const variables = variablesOf(owner, outer);
    const here = [...owners, owner];
    const steps = valueAt(owner, 'steps');
    if (isSeq(steps)) {
      scopes.push({
        job,
        path: [...path, 'steps'],
        owners: here,
        steps,
        variables,
      });
    }
    for (const kind of ['stages', 'jobs']) {
      const list = valueAt(owner, kind);
      itemsOf(list).forEach((item, index) =>
        visit(
          item,
          [...path, kind, index],
          [...here, list],
          variables,
          textAt(item, 'job') ?? job,
        ),
      );
    }
  };
  visit(root, [], [], new Map());
  return scopes;
}

function isDockerTask(step: unknown): boolean {
  return (textAt(step, 'task') ?? '').toLowerCase() === 'docker@2';
}

function commandOf(step: unknown): string {
  return textAt(mapAt(step, 'inputs'), 'command') ?? 'buildAndPush';
}

/** A repository with its registry's host before it, unless it is there already. */
export function withRegistry(repository: string, registry?: string): string {
  return registry === undefined || repository.startsWith(`${registry}/`)
    ? repository
    : `${registry}/${repository}`;
}

function obstacleOf(scope: Scope, step: YAMLMap): string | undefined {
  if (
    scope.owners.some(
      owner =>
        valueAt(mapAt(owner, 'strategy'), 'matrix') !== undefined ||
        valueAt(mapAt(owner, 'strategy'), 'parallel') !== undefined,
    )
  ) {
    return 'its job runs several times (strategy), so a step in it would build more than this image. Give ci: script to have a script instead.';
  }
  if ([...scope.owners, scope.steps].some(isAnchored) || isShared(step)) {
    return 'anchors or aliases of YAML share it with other places. Give ci: script to have a script instead.';
  }
  if (isInBrackets(scope.steps)) {
    return 'its steps are written in brackets. Write them as lines with dashes, or give ci: script.';
  }
  const image = scope.owners
    .map(owner => textAt(mapAt(owner, 'pool'), 'vmImage'))
    .filter(text => text !== undefined)
    .at(-1);
  if (image !== undefined && /^(?:windows|macos)/i.test(image)) {
    return `its job runs on ${image.slice(
      0,
      40,
    )}, where BuildKit builds no images for Linux. Give ci: script, and run the script on a Linux agent.`;
  }
  return undefined;
}

/**
 * The steps of a pipeline that push an image with Docker@2. Where one builds and another pushes it is the one that pushes.
 *
 * @throws InputError with the line when it is no valid YAML
 */
export function findDockerTasks(options: {
  file: string;
  text: string;
  /** Host of the registry, which a service connection does not tell; none for Docker Hub. */
  registry?: string;
}): DockerTask[] {
  const { file, text, registry } = options;
  const documents = parseYaml(text, file);
  if (documents.length !== 1) {
    return [];
  }
  return scopesOf(documents[0].contents).flatMap(scope =>
    itemsOf(scope.steps).flatMap((step, index): DockerTask[] => {
      const inputs = mapAt(step, 'inputs');
      const repository = textAt(inputs, 'repository');
      const pushes = ['buildandpush', 'push'].includes(
        commandOf(step).toLowerCase(),
      );
      if (
        !isMap(step) ||
        !isDockerTask(step) ||
        !pushes ||
        repository === undefined ||
        textAt(step, 'enabled') === 'false'
      ) {
        return [];
      }
      const resolved = resolve(repository, scope.variables);
      return [
        {
          file,
          job: scope.job,
          stepsPath: scope.path,
          index,
          stepNames: [
            ...['name', 'displayName'].flatMap(key => textAt(step, key) ?? []),
            String(index + 1),
          ],
          images: [
            /\$[({]/.test(resolved)
              ? undefined
              : withRegistry(resolved, registry),
          ],
          steps: scope.steps,
          step,
          repository,
          tags: (textAt(inputs, 'tags') ?? defaultTags)
            .split(/[\n,]/)
            .map(tag => tag.trim())
            .filter(tag => tag !== ''),
          connection: textAt(inputs, 'containerRegistry'),
          isSignedIn: itemsOf(scope.steps)
            .slice(0, index)
            .some(
              earlier =>
                isDockerTask(earlier) &&
                commandOf(earlier).toLowerCase() === 'login',
            ),
          obstacle: obstacleOf(scope, step),
        },
      ];
    }),
  );
}
