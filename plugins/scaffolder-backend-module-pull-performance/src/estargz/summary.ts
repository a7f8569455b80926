import { formatBytes } from 'backstage-plugin-pull-performance-common';
import { escapeMarkdown } from '../text/escapeMarkdown';
import { AddedBuild, AddEstargzOptions } from './addEstargz';
import { variantSuffix } from './buildOptions';
import { nodeSetup } from './nodeSetup';

/** What the body of the pull request is made from. */
export interface SummaryOptions {
  options: AddEstargzOptions;
  added: AddedBuild;
  imageBytes?: number;
  warnings: readonly string[];
}

function list(texts: readonly string[]): string {
  return texts.map(text => `- ${text}`).join('\n');
}

const ways: Record<AddedBuild['ci'], string> = {
  github: 'A step of GitHub Actions builds it',
  'azure-pipelines': 'A step of Azure Pipelines converts the pushed image',
  gitlab: 'A job of GitLab CI converts the pushed image',
  script: 'A script makes it, which the pipeline has to call',
};

function whatChanges({ options, added }: SummaryOptions): string {
  const { format, image, tag } = options;
  const kind = format === 'estargz' ? 'eStargz' : 'zstd:chunked';
  const variant =
    tag === undefined
      ? `the tags of the plain image with \`${variantSuffix}\` behind them`
      : escapeMarkdown(tag);
  const job =
    added.job === undefined ? '' : `, job ${escapeMarkdown(added.job)}`;
  return [
    `Builds a second, ${kind} variant of ${escapeMarkdown(
      image.name,
    )}: nodes that are set up for it start containers before the whole image has come. It gets tags of its own: ${variant}. The plain image, its tags and all other lines of the pipeline stay as they are, and no pod uses the variant until its manifest names it.`,
    `${ways[added.ci]}: ${escapeMarkdown(added.file)}${job}. ${
      added.isSeparate
        ? ''
        : 'When it fails, the pipeline goes on; look for its warning until pods use the variant.'
    }`.trim(),
    ...added.notes,
  ].join('\n\n');
}

function zstdNote(): string {
  return 'nerdctl and ctr-remote write `io.containers.zstd-chunked.*` with `containerd.io/snapshot/stargz/toc.digest`, without which stargz-snapshotter mounts no layer lazily. Podman and Buildah write `io.github.containers.zstd-chunked.*` without it, for their own storage only. BuildKit writes plain zstd.';
}

const measuring = [
  'Judge it by the **time to ready**, not by the pull: the event of a lazy pull tells milliseconds, while the container still waits for what it reads.',
  'Before: note p50 and p95 of the time to ready on the Pull Performance tab, with at least 20 starts on nodes that do not have the image.',
  'Then name the variant in the manifest, on nodes with the snapshotter, and compare the same figures. Record when it was rolled out: nothing on the pods tells it.',
  'Whether a pod is lazy: `mount | grep stargz` on its node, or `/.stargz-snapshotter/*.json` in the container. A log line `fetching sha256...` of containerd with a layer means that it was pulled whole.',
];

const risks = [
  'While it runs, the container needs the registry: what was not fetched yet is read on demand, and fails when the registry is away.',
  'The whole layer still comes in the background, and competes with other pulls of the node.',
  'The digest is another one: sign and attest the variant again, and allow it where policies name digests.',
  'Events of lazy pulls tell nothing about bytes per second.',
];

/** The body of a pull request that adds the variant. */
export function addSummary(summary: SummaryOptions): string {
  const { options, imageBytes, warnings } = summary;
  const sections: [title: string, text: string][] = [
    ['What changes', whatChanges(summary)],
    ...(options.format === 'zstd:chunked'
      ? [['Which zstd:chunked', zstdNote()] satisfies [string, string]]
      : []),
    ...(warnings.length > 0
      ? [['Warnings', list(warnings)] satisfies [string, string]]
      : []),
    [
      'Expected effect',
      `${
        imageBytes === undefined
          ? ''
          : `Today a node that has nothing of the image fetches ${formatBytes(
              imageBytes,
            )} before the container starts. `
      }With the variant the container starts when what it reads has come. How much that saves depends on what it reads, so no figure is given here.`,
    ],
    ['How it is measured', list(measuring)],
    ['Risks', list(risks)],
    [
      'Undo',
      'Name the plain tag in the manifest again. Then revert this change; the action `pull-performance:estargz:add` with `remove: true` does the same.',
    ],
    // Last, since some hosts cut long texts.
    ['What the nodes need', nodeSetup()],
  ];
  return sections.map(([title, text]) => `## ${title}\n\n${text}\n`).join('\n');
}

/** The body of a pull request that takes the variant out. */
export function removeSummary(image: string, isChanged: boolean): string {
  return isChanged
    ? `Takes out what built the lazily pulled variant of ${escapeMarkdown(
        image,
      )}. Everything else stays byte for byte. Before you merge: no manifest may name the variant's tags any more, and those that exist stay in the registry.\n`
    : `Nothing was found that builds a variant of ${escapeMarkdown(image)}.\n`;
}
