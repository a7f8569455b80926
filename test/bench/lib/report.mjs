import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reports } from '../../../scripts/paths.mjs';

/** @typedef {import('./Bench.mjs').Figure} Figure */

/** Three significant digits; whole numbers from a thousand on. */
export function formatValue(value, unit = '') {
  const number =
    Math.abs(value) >= 1000
      ? Math.round(value).toLocaleString('en-US')
      : String(Number(value.toPrecision(3)));
  return unit ? `${number} ${unit}` : number;
}

/** How many times better than the peer: less of what costs, more of what is done. @param {Figure} figure */
export function ratioOf({ value, peer, better = 'less' }) {
  if (!peer) {
    return undefined;
  }
  return better === 'less' ? peer.value / value : value / peer.value;
}

/** Whether the wanted figure was reached; undefined when nothing was wanted. @param {Figure} figure */
export function isReached(figure) {
  const { value, wanted } = figure;
  if (!wanted) {
    return undefined;
  }
  const { atMost = Infinity, atLeast = -Infinity, ratio } = wanted;
  const reached = value <= atMost && value >= atLeast;
  return ratio === undefined ? reached : reached && ratioOf(figure) >= ratio;
}

function wantedText({ unit, wanted = {} }) {
  const { atMost, atLeast, ratio } = wanted;
  return [
    ...(atMost === undefined ? [] : [`≤ ${formatValue(atMost, unit)}`]),
    ...(atLeast === undefined ? [] : [`≥ ${formatValue(atLeast, unit)}`]),
    ...(ratio === undefined ? [] : [`≥ ${formatValue(ratio)}×`]),
  ].join(', ');
}

function rowOf(figure) {
  const { name, value, unit, peer } = figure;
  const reached = isReached(figure);
  const ratio = ratioOf(figure);
  return [
    name,
    formatValue(value, unit),
    peer ? `${peer.name}: ${formatValue(peer.value, unit)}` : '',
    ratio === undefined ? '' : `${formatValue(ratio)}×`,
    wantedText(figure),
    reached === undefined ? '' : reached ? 'yes' : 'NO',
  ];
}

/** A bench as a table for people. */
export function formatReport({ title, conditions, figures, failure }) {
  const lines = ['', title, ...conditions.map(text => `  ${text}`)];
  if (figures.length > 0) {
    const rows = [
      ['figure', 'here', 'peer', 'better by', 'wanted', 'reached'],
      ...figures.map(rowOf),
    ];
    const widths = rows[0].map((_, column) =>
      Math.max(...rows.map(row => row[column].length)),
    );
    const [head, ...body] = rows.map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
    lines.push(head, widths.map(width => '─'.repeat(width)).join('  '));
    lines.push(...body);
  }
  if (failure !== undefined) {
    lines.push(`FAILED: ${failure}`);
  }
  return lines.join('\n');
}

/** Writes everything as JSON; returns where. */
export function saveReport({ conditions, scale, benches }) {
  mkdirSync(reports, { recursive: true });
  const file = join(reports, 'bench.json');
  const withVerdicts = benches.map(bench => ({
    ...bench,
    figures: bench.figures.map(figure => ({
      ...figure,
      ratio: ratioOf(figure),
      reached: isReached(figure),
    })),
  }));
  writeFileSync(
    file,
    `${JSON.stringify(
      {
        measuredAt: new Date().toISOString(),
        conditions,
        scale,
        benches: withVerdicts,
      },
      undefined,
      2,
    )}\n`,
  );
  return file;
}
