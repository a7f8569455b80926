import { makeStyles } from '@material-ui/core/styles';
import {
  fewestGradedPulls,
  formatCount,
  formatSeconds,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { ReactNode } from 'react';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { useWindowWords } from '../../hooks/useWindowWords';
import { headline } from '../../scorecard/headline';
import { pullColors } from '../../theme';

const useStyles = makeStyles(
  theme => ({
    big: {
      fontSize: 28,
      fontWeight: 700,
      lineHeight: 1.05,
      whiteSpace: 'nowrap',
      fontVariantNumeric: 'tabular-nums',
      '& small': { fontSize: 16, fontWeight: 500 },
    },
    words: { fontSize: 16, fontWeight: 700, lineHeight: 1.25 },
    small: { fontSize: 12, color: pullColors(theme).secondText },
  }),
  { name: 'PullPerformanceHeadline' },
);

/** The first number, what it is, and what it stands on. */
export function HeadlineWords(props: { scorecard: Scorecard }) {
  const { scorecard } = props;
  const t = usePullTranslation();
  const windowWords = useWindowWords();
  const pulls = (count: number) =>
    t('count.pulls', { count, formatted: formatCount(count) });
  const lead = headline(scorecard);
  switch (lead.kind) {
    case 'p95':
      return (
        <Figure seconds={lead.seconds}>
          {t('card.p95', {
            clusters: t('count.clusters', {
              count: lead.clusters,
              formatted: formatCount(lead.clusters),
            }),
          })}
        </Figure>
      );
    case 'widerWindow':
      return (
        <Figure seconds={lead.seconds}>
          {t('card.p95Wider', {
            cluster: lead.cluster ?? '',
            days: String(lead.days),
            pulls: pulls(lead.count),
            window: windowWords(scorecard.window),
          })}
        </Figure>
      );
    case 'slowest':
      return (
        <Figure seconds={lead.seconds}>
          {t('card.slowest', { pulls: pulls(lead.count) })}
          <br />
          {t('card.tooFew', { needed: String(fewestGradedPulls) })}
        </Figure>
      );
    case 'nothingDownloaded':
      return (
        <Words title={t('card.nothingDownloaded')}>
          {t('card.nothingDownloadedText', {
            window: windowWords(scorecard.window),
            present: pulls(lead.present),
            checked: pulls(lead.checked),
          })}
        </Words>
      );
    default: {
      const count = scorecard.allClusters?.counts.failed ?? 0;
      return (
        <Words title={t('card.onlyFailures')}>
          {t('card.onlyFailuresText', {
            count,
            formatted: formatCount(count),
            window: windowWords(scorecard.window),
          })}
        </Words>
      );
    }
  }
}

function Figure(props: { seconds: number; children: ReactNode }) {
  const classes = useStyles();
  // Number and unit of "14.2 s" and of "2 min 5 s": the units are set smaller.
  const parts = formatSeconds(props.seconds).split(/(\d[\d.]*)/);
  return (
    <>
      <div className={classes.big}>
        {parts.map((part, index) =>
          index % 2 === 1 ? part : part && <small key={index}>{part}</small>,
        )}
      </div>
      <div className={classes.small}>{props.children}</div>
    </>
  );
}

function Words(props: { title: string; children: ReactNode }) {
  const classes = useStyles();
  return (
    <>
      <div className={classes.words}>{props.title}</div>
      <div className={classes.small}>{props.children}</div>
    </>
  );
}
