import { InputError } from '@backstage/errors';
import { estargzOutputs, LazyFormat, variantSuffix } from '../buildOptions';
import { BuildSettings } from '../buildSettings';

/** Tools that can make the variant; all but `buildctl` convert the image that the pipeline has pushed. */
export type ScriptTool = 'buildctl' | 'nerdctl' | 'ctr-remote';

/** What the script does. */
export interface BuildScriptOptions extends BuildSettings {
  tool: ScriptTool;
  format: LazyFormat;
}

/** A text as one word of a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text)
    ? text
    : `'${text.replace(/'/g, "'\\''")}'`;
}

function splitPath(path: string): [folder: string, file: string] {
  const slash = path.lastIndexOf('/');
  return slash === -1
    ? ['.', path]
    : [path.slice(0, slash), path.slice(slash + 1)];
}

function buildctlLines(options: BuildScriptOptions): string[] {
  const { context, dockerfile, platforms, buildArgs } = options;
  const [folder, file] = splitPath(dockerfile);
  const words = [
    `--local ${shellWord(`context=${context}`)}`,
    `--local ${shellWord(`dockerfile=${folder}`)}`,
    `--opt ${shellWord(`filename=${file}`)}`,
    ...(platforms.length > 0
      ? [`--opt ${shellWord(`platform=${platforms.join(',')}`)}`]
      : []),
    ...buildArgs.map(arg => `--opt ${shellWord(`build-arg:${arg}`)}`),
    `--output "${estargzOutputs({ type: 'image', names: ['$variant'] })}"`,
  ];
  return [
    '# Builds the image once more: BuildKit takes what it built before from its cache. Needs a buildkitd with its OCI worker.',
    `buildctl build --frontend dockerfile.v0 \\\n  ${words.join(' \\\n  ')}`,
  ];
}

function nerdctlLines({ format, platforms }: BuildScriptOptions): string[] {
  const platform =
    platforms.length > 0 ? ` --platform ${platforms.join(',')}` : '';
  const kind = format === 'estargz' ? '--estargz' : '--zstdchunked';
  return [
    '# Converts the pushed image; needs containerd.',
    `nerdctl pull --quiet${platform} "$plain"`,
    `nerdctl image convert ${kind} --oci${platform} "$plain" "$variant"`,
    `nerdctl push${platform} "$variant"`,
  ];
}

function ctrRemoteLines({ format, platforms }: BuildScriptOptions): string[] {
  if (platforms.length > 1) {
    throw new InputError(
      'ctr-remote optimizes one platform at a time, the one that it runs on. Give one platform, or tool: nerdctl or buildctl.',
    );
  }
  const kind = format === 'estargz' ? '' : ' --zstdchunked';
  const platform = platforms.length > 0 ? ` --platform ${platforms[0]}` : '';
  return [
    '# Runs the image for 10 seconds and puts the files that it reads first; needs containerd and root rights, and executes the image.',
    "# Sign in: REGISTRY_USER='name:password', else anonymously.",
    'set -- ${REGISTRY_USER:+--user "$REGISTRY_USER"}',
    `ctr-remote image pull "$@"${platform} "$plain"`,
    `ctr-remote image optimize --oci${kind}${platform} "$plain" "$variant"`,
    `ctr-remote image push "$@"${platform} "$variant"`,
  ];
}

/**
 * A script for pipelines that cannot be edited: `sh build-estargz.sh PLAIN VARIANT`, both of which have defaults.
 *
 * @throws InputError when the tool cannot make the format
 */
export function buildScript(options: BuildScriptOptions): string {
  const { image, tool, format, variant } = options;
  if (format === 'zstd:chunked' && tool === 'buildctl') {
    throw new InputError(
      'BuildKit knows no zstd:chunked: its compression=zstd makes plain zstd layers, which no node mounts lazily. Give tool: nerdctl or ctr-remote, or format: estargz.',
    );
  }
  const plain = `${image.name}:${image.tag ?? 'latest'}`;
  const lines = {
    buildctl: buildctlLines,
    nerdctl: nerdctlLines,
    'ctr-remote': ctrRemoteLines,
  }[tool](options);
  return [
    `# Makes the ${
      format === 'estargz' ? 'eStargz' : 'zstd:chunked'
    } variant of an image and pushes it under a tag of its own. The plain image stays.`,
    '# Usage: sh build-estargz.sh [PLAIN-IMAGE [VARIANT]]',
    'set -eu',
    'cd "$(dirname "$0")"',
    `plain=\${1:-${shellWord(plain)}}`,
    variant === undefined
      ? `variant=\${2:-"$plain${variantSuffix}"}`
      : `variant=\${2:-${shellWord(variant)}}`,
    ...lines,
    '',
  ].join('\n');
}
