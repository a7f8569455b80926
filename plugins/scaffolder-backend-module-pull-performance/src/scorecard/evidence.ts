import {
  areaDefinitions,
  Fix,
  formatAreaValue,
  formatBytes,
  Scorecard,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';
import { escapeMarkdown } from '../text/escapeMarkdown';

const mostLines = 12;

/** What the lines stand on. */
export interface EvidenceFacts {
  scorecard: Scorecard;
  /** The fix that the pull request applies. */
  fix?: Fix;
  images: readonly ServiceImage[];
}

/**
 * What was measured, as Markdown for the body of a pull request. Everything from outside is escaped; what is unknown is said with its reason.
 */
export function evidenceMarkdown(facts: EvidenceFacts): string {
  const { scorecard, fix, images } = facts;
  const { from, to } = scorecard.window;
  return [
    `Measured for \`${scorecard.entityRef.replace(
      /[^\w:/.-]/g,
      '',
    )}\` from ${escapeMarkdown(from)} to ${escapeMarkdown(to)}:`,
    '',
    ...areaLines(scorecard),
    ...imageLines(images),
    ...(fix ? ['', ...fixLines(fix)] : []),
  ].join('\n');
}

function areaLines(scorecard: Scorecard): string[] {
  return areaDefinitions.map(({ id, title }) => {
    const area = scorecard.areas[id];
    const value =
      area.value === undefined
        ? ''
        : `, ${formatAreaValue(area.value, area.unit)}`;
    const reason =
      area.grade === 'unknown' && area.reason
        ? ` ${escapeMarkdown(area.reason.why)}`
        : '';
    const grade = area.grade === 'unknown' ? 'unknown' : `grade ${area.grade}`;
    return `- ${title}: ${grade}${value}. ${escapeMarkdown(
      area.evidence,
    )}${reason}`;
  });
}

function imageLines(images: readonly ServiceImage[]): string[] {
  const lines = images.map(({ reference, compressedBytes, reason }) => {
    const size =
      compressedBytes === undefined
        ? `size unknown${reason ? `: ${escapeMarkdown(reason.why)}` : ''}`
        : `${formatBytes(compressedBytes)} compressed`;
    return `- ${escapeMarkdown(reference)}: ${size}`;
  });
  return lines.length <= mostLines
    ? lines
    : [
        ...lines.slice(0, mostLines),
        `- and ${lines.length - mostLines} more images`,
      ];
}

function fixLines(fix: Fix): string[] {
  const words = { met: 'yes', unmet: 'no', unknown: 'unknown' };
  return [
    `${escapeMarkdown(fix.title)}: ${escapeMarkdown(fix.why)}`,
    '',
    ...fix.conditions
      .slice(0, mostLines)
      .map(
        ({ what, state, evidence }) =>
          `- ${escapeMarkdown(what)}: ${words[state]}. ${escapeMarkdown(
            evidence,
          )}`,
      ),
  ];
}
