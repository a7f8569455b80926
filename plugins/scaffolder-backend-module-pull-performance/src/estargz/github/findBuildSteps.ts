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
import { listTags, metadataStepOf } from './variantTags';

/** A step that builds and pushes an image with docker/build-push-action. */
export interface BuildStep extends Candidate {
  job: string;
  /** Its place among the steps of the job, from 0. */
  index: number;
  /** All steps of its job. */
  steps: YAMLSeq;
  step: YAMLMap;
}

/** Whether a step runs an action: `docker/build-push-action`. */
export function usesAction(step: unknown, action: string): boolean {
  return (textAt(step, 'uses') ?? '').toLowerCase().startsWith(`${action}@`);
}

function isFalse(text: string | undefined): boolean {
  return text === undefined || text.trim().toLowerCase() === 'false';
}

/** Whether it pushes what it builds; one that only tests the build does not. */
function pushes(step: unknown): boolean {
  const inputs = valueAt(step, 'with');
  const outputs = textAt(inputs, 'outputs') ?? '';
  return (
    !isFalse(textAt(inputs, 'push')) ||
    /\btype=registry\b|\bpush=(?!false)/.test(outputs)
  );
}

/** Whether a step makes eStargz already, as a variant or for all. */
function isLazy({ step }: BuildStep): boolean {
  const outputs = textAt(mapAt(step, 'with'), 'outputs') ?? '';
  return /\bcompression=estargz\b/.test(outputs);
}

/** The images that a step pushes, as far as the file has them written out; those of docker/metadata-action too. */
function imagesOf(steps: YAMLSeq, step: YAMLMap): (string | undefined)[] {
  const tags = textAt(mapAt(step, 'with'), 'tags') ?? '';
  const id = metadataStepOf(tags);
  const metadata = itemsOf(steps).find(
    item => id !== undefined && textAt(item, 'id') === id,
  );
  const text = metadata
    ? textAt(mapAt(metadata, 'with'), 'images') ?? ''
    : tags;
  return (listTags(text) ?? ['${{'])
    .map(tag => (tag.includes('${{') ? undefined : tag))
    .slice(0, 50);
}

function isReusable(root: unknown): boolean {
  const triggers = valueAt(root, 'on');
  return (
    entriesOf(triggers).some(([name]) => name === 'workflow_call') ||
    itemsOf(triggers).some(item => String(item) === 'workflow_call') ||
    textAt(root, 'on') === 'workflow_call'
  );
}

function obstacleOf(options: {
  root: unknown;
  job: unknown;
  steps: YAMLSeq;
  step: YAMLMap;
  isNamed: boolean;
}): string | undefined {
  const { root, job, steps, step, isNamed } = options;
  const inputs = valueAt(step, 'with');
  const outputs = textAt(inputs, 'outputs') ?? '';
  if (/\bcompression=estargz\b/.test(outputs)) {
    return 'it makes eStargz already, so nothing needs to be added.';
  }
  const ownFile =
    'Give separateWorkflow: true to have a workflow file of its own instead.';
  if (valueAt(mapAt(job, 'strategy'), 'matrix') !== undefined) {
    return `its job runs for each entry of a matrix, so a step in it would build more than this image. ${ownFile}`;
  }
  if ([mapAt(root, 'jobs'), job, steps].some(isAnchored) || isShared(step)) {
    return `anchors or aliases of YAML share it with other places. ${ownFile}`;
  }
  if (isInBrackets(steps)) {
    return `its steps are written in brackets. Write them as lines with dashes, or give separateWorkflow: true.`;
  }
  if (/push-by-digest=true/.test(outputs) || /\bname=/.test(outputs)) {
    return `it pushes without tags, for another job to put together. ${ownFile}`;
  }
  if (isReusable(root) && !isNamed) {
    return `its workflow is called by others, who would all get the variant. Give workflow with the name of this file to add it all the same, or separateWorkflow: true.`;
  }
  return undefined;
}

/**
 * The steps of a workflow that push an image.
 *
 * @param options - `isNamed`: whether the user named this very file
 * @throws InputError with the line when it is no valid YAML
 */
export function findBuildSteps(options: {
  file: string;
  text: string;
  isNamed: boolean;
}): BuildStep[] {
  const { file, text, isNamed } = options;
  const documents = parseYaml(text, file);
  const root = documents.length === 1 ? documents[0].contents : undefined;
  const found: BuildStep[] = [];
  for (const [job, body] of entriesOf(valueAt(root, 'jobs'))) {
    const steps = valueAt(body, 'steps');
    if (!isSeq(steps)) continue;
    for (const [index, step] of itemsOf(steps).entries()) {
      if (
        isMap(step) &&
        usesAction(step, 'docker/build-push-action') &&
        pushes(step)
      ) {
        found.push({
          file,
          job,
          index,
          steps,
          step,
          stepNames: [
            ...['id', 'name'].flatMap(key => textAt(step, key) ?? []),
            String(index + 1),
          ],
          images: imagesOf(steps, step),
          obstacle: obstacleOf({ root, job: body, steps, step, isNamed }),
        });
      }
    }
  }
  const plain = found.filter(build => !isLazy(build));
  return plain.length > 0 ? plain : found;
}
