import { makeStyles } from '@material-ui/core/styles';
import { hatched, pullColors, stripes } from '../../theme';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      root: {
        display: 'flex',
        flexWrap: 'wrap',
        columnGap: 14,
        rowGap: 2,
        margin: 0,
        padding: 0,
        listStyle: 'none',
        fontSize: 12,
      },
      item: { display: 'inline-flex', alignItems: 'center', gap: 6 },
      mark: {
        flex: 'none',
        boxSizing: 'border-box',
        width: 14,
        height: 14,
        borderRadius: 2,
        forcedColorAdjust: 'none',
      },
      queue: { backgroundColor: colors.phase.queue },
      notSplit: {
        backgroundImage: stripes(colors.phase.download, colors.phase.unpack),
      },
      cold: { backgroundColor: colors.cold },
      warm: { backgroundColor: colors.warm },
      cached: {
        backgroundColor: colors.cached,
        border: `1px solid ${colors.cachedOutline}`,
      },
      again: {
        backgroundColor: colors.cold,
        backgroundImage: hatched(colors.hatch),
      },
      failed: { backgroundColor: colors.failed },
      p95: {
        width: 2,
        borderRadius: 0,
        backgroundColor: theme.palette.text.primary,
      },
    };
  },
  { name: 'PullPerformanceLegend' },
);

/** What the colours and patterns of a chart stand for. */
export function Legend(props: {
  items: {
    mark:
      | 'queue'
      | 'notSplit'
      | 'cold'
      | 'warm'
      | 'cached'
      | 'again'
      | 'failed'
      | 'p95';
    text: string;
  }[];
}) {
  const classes = useStyles();
  return (
    <ul className={classes.root}>
      {props.items.map(({ mark, text }) => (
        <li key={mark} className={classes.item}>
          <span className={`${classes.mark} ${classes[mark]}`} aria-hidden />
          {text}
        </li>
      ))}
    </ul>
  );
}
