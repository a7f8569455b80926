import {
  formatCount,
  formatSeconds,
  formatShare,
  NodePool,
} from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { linkStrength } from '../../nodes/pools';
import {
  diskFacts,
  FactList,
  pullingInWords,
  ReasonWords,
} from '../DiskDetails';
import { PoolNodes } from './PoolNodes';
import { QueuePlot } from './QueuePlot';

/** With fewer, `-common` computes no correlation. */
const FEWEST_SAMPLES = 10;

/** Everything that is known of one pool, and its nodes one by one. */
export function PoolDetails(props: {
  pool: NodePool;
  /** Draws the queue plot, where it is not in the row. */
  axisEnd?: number;
}) {
  const { pool, axisEnd } = props;
  const { reason, pulling, disk, parallelPulls, marks } = pool;
  const t = usePullTranslation();
  return (
    <>
      <FactList
        facts={[
          {
            name: t('fleet.details.unknownWhy'),
            text: reason && <ReasonWords reason={reason} />,
          },
          {
            name: t('nodes.details.throttled'),
            text: pullingInWords(t, pulling),
          },
          {
            name: t('fleet.details.link'),
            text: (
              <span title={t('fleet.details.rhoHint')}>
                {linkInWords(t, pool.diskAndWait)}
              </span>
            ),
          },
          {
            name: t('fleet.details.pulls'),
            text: pullsInWords(t, pool),
          },
          {
            name: t('fleet.details.kubelets'),
            text: pool.kubelets && (
              <span title={t('fleet.details.kubeletsHint')}>
                {kubeletsInWords(t, pool.kubelets)}
              </span>
            ),
          },
          {
            name: t('nodes.details.mode'),
            text: sentences(
              t(`nodes.mode.${parallelPulls.mode}`),
              parallelPulls.basis,
            ),
          },
          {
            name: t('fleet.columns.queue'),
            text: axisEnd !== undefined && (
              <QueuePlot marks={marks} end={axisEnd} />
            ),
          },
          {
            name: t('nodes.details.vmSize'),
            text: pool.vmSizes.join(', '),
          },
          {
            name: t('fleet.details.diskOf'),
            text: disk && t('fleet.details.diskOfText'),
          },
          ...diskFacts(t, disk),
        ]}
      />
      <PoolNodes pool={pool} />
    </>
  );
}

function pullsInWords(t: Translate, pool: NodePool): string {
  const pulls = t('count.pulls', {
    count: pool.pulls,
    formatted: formatCount(pool.pulls),
  });
  return pool.meanWaitSeconds === undefined
    ? pulls
    : t('fleet.details.pullsText', {
        pulls,
        mean: formatSeconds(pool.meanWaitSeconds),
      });
}

/** What the nodes' kubelets counted themselves. */
export function kubeletsInWords(
  t: Translate,
  kubelets: NonNullable<NodePool['kubelets']>,
): string {
  const { hours, pulls, knownPulls, presentShare } = kubelets;
  return sentences(
    t('fleet.details.kubeletsText', {
      pulls: t('count.pulls', { count: pulls, formatted: formatCount(pulls) }),
      hours: t('fleet.details.samples', {
        count: hours,
        formatted: formatCount(hours),
      }),
      known: formatCount(knownPulls),
    }),
    presentShare === undefined
      ? ''
      : t('fleet.details.kubeletsPresent', {
          share: formatShare(presentShare),
        }),
  );
}

/** Whether pulls wait longer where the disk is throttled more. */
export function linkInWords(
  t: Translate,
  { rho, samples: count }: NodePool['diskAndWait'],
): string {
  const samples = t('fleet.details.samples', {
    count,
    formatted: formatCount(count),
  });
  if (rho === undefined) {
    return count < FEWEST_SAMPLES
      ? t('fleet.details.linkTooFew', { samples })
      : t('fleet.details.linkConstant', { samples });
  }
  return t(`fleet.details.linkWords.${linkStrength(rho)}`, {
    samples,
    rho: rho.toFixed(2).replace('-', '−'),
  });
}
