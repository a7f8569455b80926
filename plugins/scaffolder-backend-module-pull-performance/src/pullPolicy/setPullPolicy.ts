import { InputError } from '@backstage/errors';
import { showPath } from '../workspace/safePath';
import { Workspace } from '../workspace/Workspace';
import { editYaml } from '../workspace/yaml/YamlEditor';
import { findHelmValues, HelmValues } from './helmValues';
import { findManifest, FoundManifest } from './findManifest';
import { isChosen, judgeContainer } from './judgeContainer';
import { podContainers } from './podContainers';
import {
  PolicyChange,
  PullPolicyOptions,
  wantedPolicy,
} from './PullPolicyOptions';

/** What was set, and what the reader should know. */
export interface PullPolicyResult {
  changes: PolicyChange[];
  notes: string[];
}

async function setInManifest(
  workspace: Workspace,
  found: FoundManifest,
  options: PullPolicyOptions,
): Promise<PullPolicyResult> {
  const { path, index, value } = found.document;
  const containers = podContainers(value);
  const missing = options.containers.filter(
    name => !containers.some(container => container.name === name),
  );
  if (missing.length > 0) {
    throw new InputError(
      `${showPath(path)} has no container ${missing
        .slice(0, 5)
        .map(showPath)
        .join(', ')}. It has ${containers
        .map(({ name }) => showPath(name))
        .join(', ')}.`,
    );
  }
  const editor = editYaml((await workspace.read(path)) ?? '', path);
  const changes: PolicyChange[] = [];
  for (const container of containers) {
    if (!isChosen(container, options)) continue;
    const change = judgeContainer(container, path, options);
    changes.push(change);
    if (change.isSet) {
      editor.set([...container.path, 'imagePullPolicy'], wantedPolicy, {
        document: index,
        after: 'image',
      });
    }
  }
  await workspace.write(path, editor.text);
  return {
    changes,
    notes: found.patches.map(
      patch =>
        `${showPath(
          patch,
        )} sets the policy Always for the same workload. It stays as it is, and wins where it is applied.`,
    ),
  };
}

async function setInValues(
  workspace: Workspace,
  values: HelmValues,
  options: PullPolicyOptions,
): Promise<PullPolicyResult> {
  const { file, container, overrides } = values;
  const chosen =
    options.containers.length === 0
      ? isChosen(container, options)
      : options.containers.includes(container.name);
  const change = chosen ? judgeContainer(container, file, options) : undefined;
  if (change?.isSet) {
    const editor = editYaml((await workspace.read(file)) ?? '', file);
    editor.set(['image', 'pullPolicy'], wantedPolicy);
    await workspace.write(file, editor.text);
  }
  const others = options.containers.filter(name => name !== container.name);
  return {
    changes: change ? [change] : [],
    notes: [
      ...(others.length > 0
        ? [
            `The chart sets the policy of one image only, which ${showPath(
              container.name,
            )} runs. Others stay as they are: ${others
              .slice(0, 10)
              .map(showPath)
              .join(', ')}.`,
          ]
        : []),
      ...overrides.map(
        path =>
          `${showPath(
            path,
          )} sets another image.pullPolicy. It stays as it is, and wins where it is used.`,
      ),
    ],
  };
}

/**
 * Sets the policy `IfNotPresent` in a workload's manifest, or in the values of its chart, for containers whose references stand for the same image for ever.
 *
 * @throws InputError when the manifest is not found, or several are
 */
export async function setPullPolicy(
  workspace: Workspace,
  options: PullPolicyOptions,
): Promise<PullPolicyResult> {
  const { workload, manifest } = options;
  const found = await findManifest(workspace, workload, manifest);
  if (found) {
    return setInManifest(workspace, found, options);
  }
  const values = await findHelmValues(workspace, {
    running: workload.containers,
    manifest,
  });
  if (values) {
    return setInValues(workspace, values, options);
  }
  throw new InputError(
    `No manifest of ${workload.kind}/${workload.name} was found${
      manifest === undefined ? '' : ` in ${showPath(manifest)}`
    }, and no chart whose templates use image.pullPolicy. Give manifest with the path of its file, or path with the folder of the repository that holds it.`,
  );
}
