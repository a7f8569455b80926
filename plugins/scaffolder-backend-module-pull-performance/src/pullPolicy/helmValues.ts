import { InputError } from '@backstage/errors';
import { findCharts } from '../layout/charts';
import { baseName, folderOf, isMapping, textIn } from '../layout/manifestFiles';
import { showPath } from '../workspace/safePath';
import { readYaml } from '../workspace/yaml/parseYaml';
import { Workspace } from '../workspace/Workspace';
import { WrittenContainer } from './judgeContainer';
import { RunningContainer } from './PullPolicyOptions';

/** The values of a chart that set the policy of an image. */
export interface HelmValues {
  file: string;
  container: WrittenContainer;
  /** Other files with values for the same chart that set another policy. */
  overrides: string[];
}

async function valueIn(workspace: Workspace, path: string): Promise<unknown> {
  const text = await workspace.read(path);
  return text === undefined ? undefined : readYaml(text, path)[0];
}

async function usesPolicy(
  workspace: Workspace,
  templates: readonly string[],
): Promise<boolean> {
  for (const path of templates) {
    const text = await workspace.read(path).catch(() => undefined);
    if (text?.includes('.image.pullPolicy')) {
      return true;
    }
  }
  return false;
}

function chartFolder(chart: string, path: string): boolean {
  return chart === '' || path.startsWith(`${chart}/`);
}

/** The image that a chart's values make; the version of the app stands in for the tag, as in charts that Helm creates. */
function imageOf(values: unknown, chart: unknown): string | undefined {
  const image = isMapping(values) ? values.image : undefined;
  const repository = textIn(image, 'repository');
  if (repository === undefined) {
    return undefined;
  }
  const registry = textIn(image, 'registry');
  const digest = textIn(image, 'digest');
  const tag = textIn(image, 'tag') || textIn(chart, 'appVersion');
  return [
    registry ? `${registry}/${repository}` : repository,
    ...(tag ? [`:${tag}`] : []),
    ...(digest ? [`@${digest}`] : []),
  ].join('');
}

/** The container that runs the image of the values; a pod of one container runs no other. */
function runningOf(
  image: string | undefined,
  running: readonly RunningContainer[],
): RunningContainer | undefined {
  const name = image?.replace(/[@:][^/]*$/, '');
  return (
    running.find(
      one =>
        name !== undefined &&
        one.image.replace(/[@:][^/]*$/, '').endsWith(name),
    ) ?? (running.length === 1 ? running[0] : undefined)
  );
}

/**
 * The values of the repository's chart, where its templates use `image.pullPolicy`.
 *
 * @param options - `manifest`: the file of values that the user named
 * @returns `undefined` when there is no such chart
 * @throws InputError when there are several
 */
export async function findHelmValues(
  workspace: Workspace,
  options: { running: readonly RunningContainer[]; manifest?: string },
): Promise<HelmValues | undefined> {
  const { running, manifest } = options;
  const files = await workspace.list();
  const charts: string[] = [];
  for (const chart of findCharts(files)) {
    const templates = files.filter(path =>
      path.startsWith(chart === '' ? 'templates/' : `${chart}/templates/`),
    );
    if (await usesPolicy(workspace, templates)) {
      charts.push(chart);
    }
  }
  const valuesFiles = charts.flatMap(chart =>
    files.filter(
      path =>
        chartFolder(chart, path) &&
        folderOf(path) === chart &&
        /^values[\w.-]*\.ya?ml$/.test(baseName(path)),
    ),
  );
  const chosen =
    manifest === undefined
      ? valuesFiles.filter(path => /^values\.ya?ml$/.test(baseName(path)))
      : valuesFiles.filter(path => path === manifest);
  if (chosen.length > 1) {
    throw new InputError(
      `Several charts set image.pullPolicy: ${chosen
        .slice(0, 10)
        .map(showPath)
        .join(
          ', ',
        )}. Give manifest with the values of the one that is deployed.`,
    );
  }
  const [file] = chosen;
  if (file === undefined) {
    return undefined;
  }
  const folder = folderOf(file);
  const values = await valueIn(workspace, file);
  const chart = await valueIn(
    workspace,
    folder === '' ? 'Chart.yaml' : `${folder}/Chart.yaml`,
  );
  const image = imageOf(values, chart);
  const runs = runningOf(image, running);
  const overrides: string[] = [];
  for (const path of valuesFiles) {
    const other = folderOf(path) === folder && path !== file;
    const policy = other && policyIn(await valueIn(workspace, path));
    if (policy && policy !== 'IfNotPresent') {
      overrides.push(path);
    }
  }
  return {
    file,
    container: {
      name: runs?.name ?? 'image',
      image,
      pullPolicy: policyIn(values),
    },
    overrides,
  };
}

function policyIn(values: unknown): string | undefined {
  return textIn(isMapping(values) ? values.image : undefined, 'pullPolicy');
}
