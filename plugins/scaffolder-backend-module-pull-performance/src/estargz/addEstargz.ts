import { InputError } from '@backstage/errors';
import { Workspace } from '../workspace/Workspace';
import { azurePipelines } from './azure/azurePipelines';
import { LazyFormat } from './buildOptions';
import { BuildSettings } from './buildSettings';
import {
  chooseCandidate,
  Choice,
  expectNoObstacle,
  isNamedFile,
} from './chooseCandidate';
import { githubPipelines } from './github/githubPipelines';
import { ownWorkflow } from './github/ownWorkflow';
import { gitlabPipelines } from './gitlab/gitlabPipelines';
import { expectTag, shortName } from './inputForms';
import { withoutOwnBlocks } from './ownBlock';
import { removeImageFile, writeImageFile } from './ownFiles';
import { CiKind, PipelinePlace, Pipelines } from './Pipelines';
import { buildScript, ScriptTool } from './script/buildScript';

const MAX_FILES = 200;

const allPipelines = [githubPipelines, azurePipelines, gitlabPipelines];

/** What is to be added; every text has been checked for its form. */
export interface AddEstargzOptions extends BuildSettings, Choice {
  ci: 'auto' | CiKind;
  format: LazyFormat;
  tool: ScriptTool;
  /** The variant's reference, with `{sha}` for the commit. */
  tag?: string;
  /** Whether GitHub gets a workflow file of its own. */
  separateWorkflow: boolean;
  /** Path of the script or the workflow of its own. */
  ownFile?: string;
  branch: string;
  usernameSecret: string;
  passwordSecret: string;
}

/** Where the variant is built now. */
export interface AddedBuild {
  ci: CiKind;
  /** The file that builds it. */
  file: string;
  job?: string;
  /** Whether it is a file of its own, apart from the plain build. */
  isSeparate: boolean;
  /** What the reader should know about this way. */
  notes: string[];
}

interface PipelineFile {
  pipelines: Pipelines;
  file: string;
  /** Without what an earlier run added for this image. */
  text: string;
}

/** Reads the pipelines' files, and takes out what an earlier run added for the image. */
async function readPipelines(
  workspace: Workspace,
  options: Pick<AddEstargzOptions, 'ci' | 'image' | 'workflow'>,
): Promise<PipelineFile[]> {
  const { ci, image, workflow } = options;
  const found: PipelineFile[] = [];
  for (const file of await workspace.list()) {
    const pipelines =
      allPipelines.find(kind => kind.isFile(file)) ??
      // A file that the user names may stand anywhere.
      (isNamedFile(file, workflow)
        ? allPipelines.find(kind => kind.kind === ci)
        : undefined);
    const text = pipelines && (await workspace.read(file));
    if (!pipelines || text === undefined) continue;
    if (found.length === MAX_FILES) {
      throw new InputError(
        `The repository has more than ${MAX_FILES} pipeline files. Give path with the folder of the service.`,
      );
    }
    const plain = withoutOwnBlocks(text, file, image.name);
    await workspace.write(file, plain);
    found.push({ pipelines, file, text: plain });
  }
  return found;
}

async function removeOwnFiles(
  workspace: Workspace,
  image: string,
): Promise<void> {
  for (const file of await workspace.list()) {
    if (githubPipelines.isFile(file) || file.endsWith('.sh')) {
      await removeImageFile(workspace, file, image);
    }
  }
}

/**
 * Takes out what was added for an image.
 *
 * @throws ConflictError when somebody has changed it since
 */
export async function removeEstargz(
  workspace: Workspace,
  options: Pick<AddEstargzOptions, 'ci' | 'image' | 'workflow'>,
): Promise<void> {
  await removeOwnFiles(workspace, options.image.name);
  await readPipelines(workspace, options);
}

function placesOf(
  { pipelines, file, text }: PipelineFile,
  options: AddEstargzOptions,
  isOnly: boolean,
): PipelinePlace[] {
  const isNamed = isNamedFile(file, options.workflow);
  try {
    return pipelines.places({ file, text, image: options.image, isNamed });
  } catch (error) {
    // Some other file that cannot be read is no reason to stop.
    if (isNamed || isOnly) throw error;
    return [];
  }
}

async function addScript(
  workspace: Workspace,
  options: AddEstargzOptions,
  notes: string[],
): Promise<AddedBuild> {
  const { image, tag } = options;
  const file = options.ownFile ?? 'build-estargz.sh';
  if (!file.endsWith('.sh')) {
    throw new InputError('The name of the script must end with .sh.');
  }
  if (tag?.includes('{sha}')) {
    throw new InputError(
      'A script does not know the commit, so tag must be without {sha}. The pipeline can give the tag as the second argument of the script.',
    );
  }
  const variant = tag && expectTag(tag, { commit: '', image });
  const content = buildScript({ ...options, variant });
  await writeImageFile(workspace, { path: file, image: image.name, content });
  return { ci: 'script', file, isSeparate: true, notes };
}

async function addOwnWorkflow(
  workspace: Workspace,
  options: AddEstargzOptions,
): Promise<AddedBuild> {
  const { image, tag } = options;
  const file =
    options.ownFile ?? `.github/workflows/estargz-${shortName(image)}.yml`;
  if (!githubPipelines.isFile(file)) {
    throw new InputError(
      'A workflow must be in .github/workflows and end with .yml or .yaml.',
    );
  }
  const variant = tag && expectTag(tag, { commit: '${{ github.sha }}', image });
  const content = ownWorkflow({ ...options, variant });
  await writeImageFile(workspace, { path: file, image: image.name, content });
  const signIn = image.name.startsWith('ghcr.io/')
    ? []
    : [
        `The workflow signs in to the registry with the secrets ${options.usernameSecret} and ${options.passwordSecret}, which the repository must have.`,
      ];
  return {
    ci: 'github',
    file,
    isSeparate: true,
    notes: [
      `The image is built a second time, in a workflow of its own at each push to ${options.branch}.`,
      ...signIn,
    ],
  };
}

function expectOneKind(
  places: readonly PipelinePlace[],
  kinds: Map<PipelinePlace, Pipelines>,
) {
  const names = new Set(places.map(place => kinds.get(place)?.kind));
  if (names.size > 1) {
    throw new InputError(
      `Images are built in more than one kind of pipeline: ${[...names].join(
        ', ',
      )}. Give ci with the one that builds this image.`,
    );
  }
}

/**
 * Adds the build of a lazily pulled variant of an image to a repository, once; what an earlier run added for the same image is replaced.
 *
 * @throws InputError when the place cannot be told, or nothing can be added there safely
 * @throws ConflictError when somebody has changed what an earlier run added
 */
export async function addEstargz(
  workspace: Workspace,
  options: AddEstargzOptions,
): Promise<AddedBuild> {
  const { ci, format } = options;
  if (format === 'zstd:chunked' && ci !== 'script') {
    throw new InputError(
      'BuildKit, with which pipelines build, knows no zstd:chunked: its compression=zstd makes plain zstd layers, which no node mounts lazily. Give format: estargz, or ci: script with tool: nerdctl or ctr-remote.',
    );
  }
  await removeOwnFiles(workspace, options.image.name);
  const files = await readPipelines(workspace, options);
  if (ci === 'script') {
    return addScript(workspace, options, []);
  }
  if (options.separateWorkflow) {
    if (ci !== 'auto' && ci !== 'github') {
      throw new InputError(
        'A workflow of its own is for GitHub Actions. Give ci: github, or leave separateWorkflow out.',
      );
    }
    return addOwnWorkflow(workspace, options);
  }
  const asked = files.filter(
    ({ pipelines }) => ci === 'auto' || pipelines.kind === ci,
  );
  const kinds = new Map<PipelinePlace, Pipelines>();
  for (const file of asked) {
    for (const place of placesOf(file, options, asked.length === 1)) {
      kinds.set(place, file.pipelines);
    }
  }
  const places = [...kinds.keys()];
  expectOneKind(places, kinds);
  const place = chooseCandidate(places, options);
  const pipelines = place && kinds.get(place);
  if (place && pipelines) {
    expectNoObstacle(place);
    const { text, notes } = place.add(options);
    await workspace.write(place.file, text);
    const { file, job } = place;
    return { ci: pipelines.kind, file, job, isSeparate: false, notes };
  }
  return addWithoutPlace(workspace, options);
}

/** The repository has no place that can be edited: a script, unless the user asked for a certain pipeline. */
async function addWithoutPlace(
  workspace: Workspace,
  options: AddEstargzOptions,
): Promise<AddedBuild> {
  const { ci, workflow, job, step } = options;
  const looked = allPipelines.filter(kind => ci === 'auto' || kind.kind === ci);
  const none = `There is no ${looked
    .map(kind => kind.looksFor)
    .join(', and no ')}`;
  if (ci !== 'auto' || [workflow, job, step].some(text => text !== undefined)) {
    throw new InputError(
      `${none}, or it is in a template or reusable workflow. Give workflow with the file that builds the image, ci: script for a script${
        ci === 'github' || ci === 'auto'
          ? ', or separateWorkflow: true for a workflow of its own'
          : ''
      }.`,
    );
  }
  return addScript(workspace, options, [
    `${none}. So a script was added, which the pipeline has to call after the plain image was pushed.`,
  ]);
}
