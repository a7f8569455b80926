import {
  Area,
  formatCount,
  formatShare,
  NodePage,
} from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { NodesSummary, summarizeNodes } from '../../nodes/findings';
import { limitInWords } from '../LimitLines';

/** How many nodes are throttled and for how long; with several pages what the scorecard says of all. */
export function NodesFinding(props: { page: NodePage; area?: Area }) {
  const { page, area } = props;
  const t = usePullTranslation();
  if (page.items.length < page.totalItems) {
    return <>{sentences(area?.evidence)}</>;
  }
  return <>{findingInWords(t, summarizeNodes(page.items))}</>;
}

function findingInWords(t: Translate, summary: NodesSummary): string {
  const { nodes, count, unknownReason } = summary;
  const all = t('nodes.finding.nodes', {
    count: nodes,
    formatted: formatCount(nodes),
  });
  const known = nodes - count.unknown;
  const measured =
    count.unknown > 0
      ? t('nodes.finding.measured', {
          count: known,
          formatted: formatCount(known),
        })
      : all;
  const bad = count.throttled + count.full;
  const counted = (number: number) => ({
    count: number,
    formatted: formatCount(number),
  });
  return sentences(
    count.throttled > 0 ? throttledInWords(t, summary, measured) : undefined,
    count.throttled > 0 ? limitOf(t, summary) : undefined,
    count.full > 0
      ? t('nodes.finding.full', { ...counted(count.full), all: measured })
      : undefined,
    bad === 0 && known > 0
      ? t('nodes.finding.none', counted(known))
      : undefined,
    count.unknown > 0
      ? t('nodes.finding.unknown', {
          ...counted(count.unknown),
          all,
          reason: unknownReason?.what ?? t('unknown'),
        })
      : undefined,
    // Nothing else is to be said, so here is what to do.
    known === 0 ? unknownReason?.next : undefined,
  );
}

function throttledInWords(
  t: Translate,
  summary: NodesSummary,
  all: string,
): string {
  const { count, throttledShare, throttledPool } = summary;
  const finding = t('nodes.finding.throttled', {
    count: count.throttled,
    formatted: formatCount(count.throttled),
    all,
    share: formatShare(throttledShare ?? 0),
  });
  return throttledPool
    ? t('nodes.finding.throttledPool', {
        finding,
        pool: throttledPool.nodePool,
        cluster: throttledPool.cluster,
      })
    : finding;
}

function limitOf(t: Translate, summary: NodesSummary): string | undefined {
  const limit =
    summary.throttledLimit && limitInWords(t, summary.throttledLimit);
  return limit && t('nodes.finding.limit', { limit });
}
