import {
  Change,
  ChangeFigures,
  formatCount,
  formatDay,
  formatSeconds,
  formatShare,
} from 'backstage-plugin-pull-performance-common';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { p50Of, p95Of } from '../../scorecard/split';
import { DataTable } from '../DataTable';

/** What was measured before a change and since it runs, with the counts behind each figure. */
export function BeforeAfter(props: { change: Change; narrow: boolean }) {
  const { title, before, after } = props.change;
  const t = usePullTranslation();
  // In a narrow place the counts go below their figure.
  const kind = props.narrow ? undefined : 'number';
  if (!before && !after) {
    return null;
  }
  const figures = [
    { name: t('changes.p95'), cell: p95Cell },
    { name: t('changes.cold'), cell: coldCell },
    { name: t('changes.present'), cell: presentCell },
    { name: t('changes.ready'), cell: readyCell },
  ];
  const cellOf = (
    measured: ChangeFigures | undefined,
    cell: (t: Translate, figures: ChangeFigures) => string,
  ) => (measured ? cell(t, measured) : t('changes.onlyBefore'));
  return (
    <DataTable
      label={t('changes.measured', { title })}
      columns={[
        { title: t('changes.columns.figure') },
        {
          title: headOf(t, t('changes.columns.before'), before),
          kind,
        },
        { title: headOf(t, t('changes.columns.after'), after), kind },
      ]}
      rows={figures.map(({ name, cell }) => ({
        key: name,
        cells: [name, cellOf(before, cell), cellOf(after, cell)],
      }))}
    />
  );
}

/** The name of a column, and which time it covers. */
function headOf(
  t: Translate,
  name: string,
  figures: ChangeFigures | undefined,
): string {
  return figures
    ? `${name}, ${t('changes.window', {
        from: formatDay(figures.window.from),
        to: formatDay(figures.window.to),
      })}`
    : name;
}

function pullsInWords(t: Translate, count: number): string {
  return t('count.pulls', { count, formatted: formatCount(count) });
}

function p95Cell(t: Translate, { waitSeconds }: ChangeFigures): string {
  if (!waitSeconds) {
    return t('changes.none');
  }
  const pulls = pullsInWords(t, waitSeconds.count);
  const p95 = p95Of(waitSeconds);
  return p95 === undefined
    ? t('changes.tooFew', { pulls })
    : t('changes.ofPulls', { figure: formatSeconds(p95), pulls });
}

function succeeded({ counts }: ChangeFigures): number {
  return counts.cold + counts.warm + counts.checked + counts.present;
}

function coldCell(t: Translate, figures: ChangeFigures): string {
  return t('changes.coldOf', {
    formatted: formatCount(figures.counts.cold),
    pulls: pullsInWords(t, succeeded(figures)),
  });
}

function presentCell(t: Translate, figures: ChangeFigures): string {
  return figures.presentShare === undefined
    ? t('changes.none')
    : t('changes.ofPulls', {
        figure: formatShare(figures.presentShare),
        pulls: pullsInWords(t, succeeded(figures)),
      });
}

function readyCell(t: Translate, figures: ChangeFigures): string {
  const { timeToReadySeconds } = figures;
  const p50 = p50Of(timeToReadySeconds);
  const count = timeToReadySeconds?.count ?? 0;
  if (count === 0) {
    return t('changes.none');
  }
  return t('changes.ofStarts', {
    count,
    formatted: formatCount(count),
    figure: p50 === undefined ? t('changes.few') : formatSeconds(p50),
  });
}
