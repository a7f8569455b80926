import { isScalar, isSeq } from 'yaml';
import { parseYaml } from '../../workspace/yaml/parseYaml';
import { Candidate } from '../chooseCandidate';
import {
  entriesOf,
  isInBrackets,
  isAnchored,
  isShared,
  itemsOf,
  mapAt,
  textAt,
  textOf,
  valueAt,
} from '../yamlNodes';

/** A job of GitLab CI that pushes an image with Docker. */
export interface PushJob extends Candidate {
  job: string;
  /** The references that it pushes, as its script names them, without quotes. */
  references: string[];
  /** Lines of its script that sign in to a registry. */
  signIn: string[];
  /** `linux/amd64,linux/arm64`, where its build names platforms. */
  platforms?: string;
  /** Keys of the job that its variant must not inherit. */
  notInherited: string[];
}

/** Keys at the top of the file that are no jobs. */
const reserved = new Set([
  'default',
  'include',
  'stages',
  'variables',
  'workflow',
  'image',
  'services',
  'before_script',
  'after_script',
  'cache',
  'spec',
]);

// A reference as a script names it: nothing in it that a shell reads, but variables.
const referenceText = String.raw`(?:[\w./:-]|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\})+`;
const word = String.raw`(?:"(${referenceText})"|'([\w./:-]+)'|(${referenceText}))(?=\s|$)`;
const pushLine = new RegExp(
  String.raw`^\s*(?:docker|docker image) push (?:(?:-q|--quiet) )?${word}\s*$`,
);
const buildWithPush =
  /^\s*docker (?:buildx |builder )?build\b.*\s--push(?:\s|$)/;
const buildTags = new RegExp(String.raw`\s(?:-t|--tag)[ =]${word}`, 'g');
const platformOption = /\s--platform[ =]["']?([a-z0-9/,]+)["']?(?=\s|$)/;

function linesOf(script: unknown): string[] {
  const texts = isSeq(script) ? itemsOf(script) : [script];
  return texts.flatMap(item =>
    // A command may go on in the next line.
    (isScalar(item) ? textOf(item) ?? '' : '')
      .replace(/\\\r?\n\s*/g, ' ')
      .split(/\r?\n/),
  );
}

function captured(match: RegExpMatchArray): string {
  return match[1] ?? match[2] ?? match[3];
}

function referencesIn(lines: readonly string[]): string[] {
  const found = lines.flatMap(line => {
    const push = pushLine.exec(line);
    if (push) {
      return [captured(push)];
    }
    return buildWithPush.test(line)
      ? [...line.matchAll(buildTags)].map(captured)
      : [];
  });
  return [...new Set(found)];
}

/** Names of variables that the lines set, which a job of its own does not know. */
function setIn(lines: readonly string[]): Set<string> {
  const names = lines.flatMap(line =>
    [
      ...line.matchAll(/(?:^|[\s;&|])(?:export\s+|read\s+)?([A-Za-z_]\w*)=/g),
    ].map(match => match[1]),
  );
  return new Set(names);
}

function usesAny(reference: string, names: ReadonlySet<string>): boolean {
  return [...reference.matchAll(/\$\{?([A-Za-z_]\w*)/g)].some(match =>
    names.has(match[1]),
  );
}

function obstacleOf(options: {
  root: unknown;
  body: unknown;
  lines: readonly string[];
  references: readonly string[];
}): string | undefined {
  const { root, body, lines, references } = options;
  const script = 'Give ci: script to have a script instead.';
  if (mapAt(body, 'parallel') !== undefined || textAt(body, 'parallel')) {
    return `it runs several times (parallel), so its variant would be more than this image. ${script}`;
  }
  const bound = ['environment', 'release', 'trigger', 'pages'].find(
    key => valueAt(body, key) !== undefined,
  );
  if (bound !== undefined) {
    return `it also does something else (${bound}), which its variant would do again. Build the image in a job of its own, or give ci: script.`;
  }
  if (isAnchored(root) || isShared(body)) {
    return `anchors or aliases of YAML share it with other places. ${script}`;
  }
  if (isInBrackets(root) || isInBrackets(body)) {
    return `it is written in brackets. Write it as lines, or give ci: script.`;
  }
  const set = setIn(lines);
  if (references.some(reference => usesAny(reference, set))) {
    return `its script makes up the image's name itself, which another job does not know. Set that variable in before_script or variables, or give ci: script.`;
  }
  return undefined;
}

/**
 * The jobs of a pipeline that push an image with `docker push` or `docker buildx build --push`.
 *
 * @throws InputError with the line when it is no valid YAML
 */
export function findPushJobs(options: {
  file: string;
  text: string;
}): PushJob[] {
  const { file, text } = options;
  const documents = parseYaml(text, file);
  const root = documents.length === 1 ? documents[0].contents : undefined;
  return entriesOf(root).flatMap(([job, body]): PushJob[] => {
    const lines = linesOf(valueAt(body, 'script'));
    const references = referencesIn(lines);
    if (reserved.has(job) || job.startsWith('.') || references.length === 0) {
      return [];
    }
    const platforms = lines
      .map(line => platformOption.exec(line)?.[1])
      .find(option => option !== undefined);
    return [
      {
        file,
        job,
        images: references.map(reference =>
          reference.includes('$') ? undefined : reference,
        ),
        references,
        signIn: lines
          .map(line => line.trim())
          .filter(line => /^(?:[^#]*\|\s*)?docker login\s/.test(line)),
        ...(platforms !== undefined && { platforms }),
        notInherited: ['after_script', 'artifacts', 'cache', 'coverage'].filter(
          key => valueAt(body, key) !== undefined,
        ),
        obstacle: obstacleOf({ root, body, lines, references }),
      },
    ];
  });
}

/** The literal value of a variable that the file sets for all jobs or for one. */
export function variableIn(
  text: string,
  options: { file: string; job: string; name: string },
): string | undefined {
  const [document] = parseYaml(text, options.file);
  const root = document?.contents;
  const read = (owner: unknown) => {
    const variables = valueAt(owner, 'variables');
    return (
      textAt(variables, options.name) ??
      textAt(valueAt(variables, options.name), 'value')
    );
  };
  return read(valueAt(root, options.job)) ?? read(root);
}
