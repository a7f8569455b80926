import { makeStyles } from '@material-ui/core/styles';
import Check from '@material-ui/icons/Check';
import GetApp from '@material-ui/icons/GetApp';
import { formatCount } from 'backstage-plugin-pull-performance-common';
import { NO_VALUE } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { LayerRow, LayerState } from '../../images/layers';
import { hatched, joinClasses, pullColors, visuallyHidden } from '../../theme';

const BAR_WIDTH = 80;
const SMALLEST_BAR = 3;

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      bar: {
        boxSizing: 'border-box',
        height: 10,
        marginTop: 3,
        borderRadius: 2,
        forcedColorAdjust: 'none',
      },
      again: {
        backgroundColor: colors.cold,
        backgroundImage: hatched(colors.hatch),
      },
      unchanged: {
        backgroundColor: colors.cached,
        border: `1px solid ${colors.cachedOutline}`,
      },
      notCompared: {
        backgroundColor: colors.soft,
        border: `1px solid ${colors.rule}`,
      },
      mark: {
        display: 'inline-flex',
        alignItems: 'center',
        gap: 4,
        verticalAlign: 'top',
        lineHeight: '17px',
        whiteSpace: 'nowrap',
        fontWeight: 500,
      },
      icon: { fontSize: 16 },
      second: { color: colors.secondText },
      spoken: visuallyHidden,
      nodes: { display: 'flex', alignItems: 'center', gap: 8 },
      meter: {
        flex: 'none',
        width: 36,
        height: 8,
        borderRadius: 2,
        backgroundColor: colors.grid,
        forcedColorAdjust: 'none',
      },
      filled: { height: 8, borderRadius: 2, backgroundColor: colors.cold },
    };
  },
  { name: 'PullPerformanceLayerCells' },
);

/** A layer's size beside the largest one's. */
export function SizeBar(props: { share: number; state: LayerState }) {
  const { share, state } = props;
  const classes = useStyles();
  return (
    <div style={{ width: BAR_WIDTH }} aria-hidden>
      <div
        className={joinClasses(classes.bar, classes[state])}
        style={{ width: Math.max(SMALLEST_BAR, share * BAR_WIDTH) }}
      />
    </div>
  );
}

/** Whether the version before has a layer: new ones are downloaded again. */
export function InPreviousCell(props: { layer: LayerRow }) {
  const { state } = props.layer;
  const classes = useStyles();
  const t = usePullTranslation();
  if (state === 'notCompared') {
    return <>{t('unknown')}</>;
  }
  const Icon = state === 'again' ? GetApp : Check;
  return (
    <span className={classes.mark}>
      <Icon className={classes.icon} aria-hidden />
      {state === 'again' ? t('images.layers.no') : t('images.layers.yes')}
    </span>
  );
}

/** On how many of the known nodes a layer certainly was before this version. */
export function NodesCell(props: { layer: LayerRow; narrow: boolean }) {
  const { present, known } = props.layer.nodes;
  const classes = useStyles();
  const t = usePullTranslation();
  if (known === 0) {
    return (
      <span className={classes.second}>
        <span aria-hidden>{NO_VALUE}</span>
        <span className={classes.spoken}>
          {t('images.layers.nodesNotKnown')}
        </span>
      </span>
    );
  }
  const words = { present: formatCount(present), known: formatCount(known) };
  return (
    <div className={classes.nodes}>
      {!props.narrow && (
        <div className={classes.meter} aria-hidden>
          <div
            className={classes.filled}
            style={{ width: `${Math.min(1, present / known) * 100}%` }}
          />
        </div>
      )}
      <span aria-hidden>{t('images.layers.present', words)}</span>
      <span className={classes.spoken}>
        {t('images.layers.nodesHadIt', words)}
      </span>
    </div>
  );
}
