import { makeStyles } from '@material-ui/core/styles';
import {
  formatCount,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';

const MOST_NAMES = 3;

const useStyles = makeStyles(
  theme => ({
    second: { fontSize: 12, color: pullColors(theme).secondText },
  }),
  { name: 'PullPerformanceUsedBy' },
);

/** The containers that run an image, and where. */
export function UsedByCell(props: { image: ServiceImage }) {
  const { uses, useCount, nodeCount, running } = props.image;
  const classes = useStyles();
  const t = usePullTranslation();
  const containers = distinct(
    uses.map(({ container, containerKind }) =>
      t(`images.kind.${containerKind}`, { container }),
    ),
  );
  const clusters = distinct(uses.map(({ cluster }) => cluster));
  const named = containers.slice(0, MOST_NAMES);
  const namedUses = uses.filter(({ container, containerKind }) =>
    named.includes(t(`images.kind.${containerKind}`, { container })),
  ).length;
  const more = Math.max(useCount, uses.length) - namedUses;
  const second = [
    !running && t('images.notRunning'),
    clusters.length > 0 &&
      t('images.inClusters', { clusters: clusters.join(', ') }),
    nodeCount !== undefined &&
      t('images.onNodes', {
        count: nodeCount,
        formatted: formatCount(nodeCount),
      }),
  ];
  return (
    <>
      {named.join(', ')}{' '}
      {more > 0 &&
        t('images.more', { count: more, formatted: formatCount(more) })}
      <div className={classes.second}>{second.filter(Boolean).join(' ')}</div>
    </>
  );
}

function distinct(values: string[]): string[] {
  return [...new Set(values)];
}
