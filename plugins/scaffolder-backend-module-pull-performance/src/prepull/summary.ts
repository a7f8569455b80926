import { escapeMarkdown } from '../text/escapeMarkdown';
import {
  PrepullMode,
  PrepullTechnique,
  PrepullWorkload,
} from './PrepullOptions';

/** What the body of a pull request tells. */
export interface SummaryFacts {
  workload: PrepullWorkload;
  mode: PrepullMode;
  technique: PrepullTechnique;
  techniqueReason: string;
  images: readonly string[];
  schedule?: string;
  /** What the pods need besides. */
  helperImage?: string;
  warnings: readonly string[];
  /** Markdown that says what was measured. */
  evidence?: string;
}

function bullets(lines: readonly string[]): string {
  return lines.map(line => `- ${line}`).join('\n');
}

const undo =
  'Revert this change. The workload itself is not touched and does not need the pre-pull; the images stay on the nodes until the kubelet needs the space.';

/** Markdown for the body of a pull request that adds a pre-pull: evidence, effect, risk, undo and measure; nothing is predicted. */
export function prepullSummary(facts: SummaryFacts): string {
  const { workload, mode, images, evidence, warnings, helperImage } = facts;
  const ref = escapeMarkdown(`${workload.kind}/${workload.name}`);
  const when =
    mode === 'cronjob'
      ? `A CronJob pulls them at the times of the schedule \`${facts.schedule}\``
      : 'A DaemonSet keeps them on every node on which its pods may run, also on nodes that join later';
  const risks = [
    'The images take disk space on all of these nodes, also where no pod of the service runs.',
    'At the first rollout all nodes ask the registry at about the same time; only later changes are throttled.',
    'The references do not follow new releases by themselves: change them together with those of the workload, or run the template again.',
    ...(helperImage
      ? [
          `The pods also need the image ${escapeMarkdown(
            helperImage,
          )}: where nodes cannot reach its registry, name that of a mirror as toolImage or pauseImage.`,
        ]
      : []),
    ...(mode === 'cronjob'
      ? [
          'The number of pods is fixed: with more nodes than pods some nodes stay without the images. Nodes may delete images that no pod uses when their disks fill up.',
        ]
      : [
          'On a node that just joined, the pods of the service may start before the pre-pull has finished; they then wait as before.',
        ]),
  ];
  return [
    `This adds a pre-pull for ${ref}: its images come onto the nodes before its pods need them.`,
    bullets(images.map(image => escapeMarkdown(image))),
    `${when}. ${escapeMarkdown(facts.techniqueReason)}`,
    ...(evidence ? ['### Evidence', evidence] : []),
    '### Expected effect',
    'A new pod on a node that has the images finds them there and does not wait for a pull. How much time this saves is measured, not promised.',
    '### Risk',
    bullets(risks),
    ...(warnings.length > 0
      ? ['### To check', bullets(warnings.map(line => escapeMarkdown(line)))]
      : []),
    '### How to undo',
    undo,
    '### How it is measured',
    'The pods of the pre-pull carry the label `pull-performance/change`. Once they are seen in a cluster, waits for images and the time until pods are ready are compared with those before, on the Pull performance tab of the service.',
  ].join('\n\n');
}

/** Markdown for the body of a pull request that takes a pre-pull away. */
export function removalSummary(workload: PrepullWorkload): string {
  const ref = escapeMarkdown(`${workload.kind}/${workload.name}`);
  return [
    `This takes the pre-pull for ${ref} away; all else stays as it is.`,
    '### Expected effect',
    'New pods wait for their images again on nodes that do not have them. The images leave the nodes when these clean up.',
    '### How to undo',
    'Revert this change, or run the template again.',
  ].join('\n\n');
}
