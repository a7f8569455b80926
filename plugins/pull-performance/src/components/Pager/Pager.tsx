import { makeStyles } from '@material-ui/core/styles';
import { pullColors } from '../../theme';
import { ActionButton } from '../ActionButton';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      alignItems: 'center',
      justifyContent: 'flex-end',
      gap: 10,
      paddingTop: 10,
      fontSize: 12,
      color: pullColors(theme).secondText,
    },
  }),
  { name: 'PullPerformancePager' },
);

/**
 * Goes back and forth between the pages of a list; nothing when there is one.
 *
 * @param props - `cursors` of the pages up to the shown one, of which the first
 *   needs none, and `next`, the cursor of the page after it
 */
export function Pager(props: {
  label: string;
  words: { page: string; newer: string; older: string };
  cursors: readonly (string | undefined)[];
  next?: string;
  change: (cursors: (string | undefined)[]) => void;
}) {
  const { label, words, cursors, next, change } = props;
  const classes = useStyles();
  if (cursors.length === 1 && !next) {
    return null;
  }
  return (
    <nav className={classes.root} aria-label={label}>
      <span aria-live="polite">{words.page}</span>
      <ActionButton
        variant="outlined"
        disabled={cursors.length === 1}
        onClick={() => change(cursors.slice(0, -1))}
      >
        {words.newer}
      </ActionButton>
      <ActionButton
        variant="outlined"
        disabled={!next}
        onClick={() => change([...cursors, next])}
      >
        {words.older}
      </ActionButton>
    </nav>
  );
}
