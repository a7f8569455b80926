import { InfoCard } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import {
  FleetNodePage,
  formatCount,
  formatHours,
  NodePool,
} from 'backstage-plugin-pull-performance-common';
import { ReactNode } from 'react';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { summarizePools } from '../../nodes/pools';
import { pullColors } from '../../theme';

const MOST_NAMES = 3;

const useStyles = makeStyles(
  theme => {
    const { secondText } = pullColors(theme);
    return {
      root: {
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))',
        gap: 16,
        margin: 0,
        padding: 0,
        listStyle: 'none',
        fontFamily: theme.typography.fontFamily,
        fontVariantNumeric: 'tabular-nums',
      },
      tile: { padding: '12px 16px' },
      card: { height: '100%' },
      title: { margin: 0, fontSize: 13, fontWeight: 500 },
      value: { margin: '2px 0', fontSize: 14 },
      number: { fontSize: 24, fontWeight: 700, lineHeight: 1.2 },
      note: {
        margin: 0,
        fontSize: 12,
        color: secondText,
        overflowWrap: 'anywhere',
      },
      page: { margin: 0, fontSize: 12, color: secondText },
    };
  },
  { name: 'PullPerformanceFleetTiles' },
);

/** The fleet in four figures; with several pages of pools those of the page. */
export function FleetTiles(props: { page: FleetNodePage }) {
  const { items, totalItems } = props.page;
  const classes = useStyles();
  const t = usePullTranslation();
  const summary = summarizePools(items);
  const nodesWord = (count: number) => t('fleet.tiles.nodes', { count });
  const onPage = items.length < totalItems;
  return (
    <section aria-label={t('fleet.tiles.label')}>
      {onPage && (
        <p className={classes.page}>
          {t('fleet.tiles.onPage', {
            count: items.length,
            formatted: formatCount(items.length),
          })}
        </p>
      )}
      <ul className={classes.root}>
        <Tile
          title={t('fleet.tiles.throttled')}
          {...(summary.measuredNodes > 0
            ? {
                number: formatCount(summary.unhealthyNodes),
                words: t('fleet.tiles.ofMeasured', {
                  count: summary.measuredNodes,
                  formatted: formatCount(summary.measuredNodes),
                }),
              }
            : { number: t('unknown'), words: '' })}
          note={
            placesOf(t, summary.unhealthyPools) ??
            (summary.measuredNodes > 0
              ? t('fleet.tiles.throttledNone')
              : t('fleet.tiles.noneMeasured'))
          }
        />
        <Tile
          title={t('fleet.tiles.unknown')}
          number={formatCount(summary.unknownNodes)}
          words={nodesWord(summary.unknownNodes)}
          note={
            placesOf(t, summary.unknownPools) ?? t('fleet.tiles.unknownNone')
          }
        />
        <Tile
          title={t('fleet.tiles.serial')}
          {...(summary.serialUnknownNodes < summary.nodes
            ? {
                number: formatCount(summary.serialNodes),
                words: nodesWord(summary.serialNodes),
              }
            : { number: t('unknown'), words: '' })}
          note={[
            placesOf(t, summary.serialPools),
            summary.serialUnknownNodes > 0 &&
              t('fleet.tiles.serialUnknown', {
                count: summary.serialUnknownNodes,
                formatted: formatCount(summary.serialUnknownNodes),
              }),
          ]
            .filter(Boolean)
            .join('; ')}
        />
        <Tile
          title={t('fleet.tiles.hours')}
          number={formatHours(summary.waitHours)}
          words=""
          note={[
            summary.unknownDiskWaitHours < summary.waitHours &&
              t('fleet.tiles.hoursManaged', {
                hours: formatHours(summary.managedWaitHours),
              }),
            summary.unknownDiskWaitHours > 0 &&
              t('fleet.tiles.hoursUnknown', {
                hours: formatHours(summary.unknownDiskWaitHours),
              }),
          ]
            .filter(Boolean)
            .join(', ')}
        />
      </ul>
    </section>
  );
}

function Tile(props: {
  title: string;
  number: string;
  words: string;
  note: ReactNode;
}) {
  const { title, number, words, note } = props;
  const classes = useStyles();
  return (
    <li>
      <InfoCard noPadding divider={false} className={classes.card}>
        <div className={classes.tile}>
          <h2 className={classes.title}>{title}</h2>
          <p className={classes.value}>
            <span className={classes.number}>{number}</span> {words}
          </p>
          <p className={classes.note}>{note}</p>
        </div>
      </InfoCard>
    </li>
  );
}

/** The first pools by name, with their cluster; undefined without any. */
function placesOf(t: Translate, pools: NodePool[]): string | undefined {
  const [first, ...rest] = pools.map(({ cluster, nodePool }) =>
    t('fleet.poolIn', { pool: nodePool ?? t('fleet.unknownPool'), cluster }),
  );
  if (first === undefined) {
    return undefined;
  }
  const named = [first, ...rest.slice(0, MOST_NAMES - 1)].join(', ');
  const more = rest.length - (MOST_NAMES - 1);
  return more > 0
    ? t('fleet.tiles.placesMore', { named, number: formatCount(more) })
    : t('fleet.tiles.places', { named });
}
