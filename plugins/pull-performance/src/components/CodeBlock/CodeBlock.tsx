import { makeStyles } from '@material-ui/core/styles';
import { pullColors } from '../../theme';

const useStyles = makeStyles(
  theme => ({
    root: {
      margin: 0,
      padding: '8px 12px',
      color: theme.palette.text.primary,
      backgroundColor: pullColors(theme).code,
      border: `1px solid ${pullColors(theme).border}`,
      borderRadius: 4,
      font: '12px/1.55 "DejaVu Sans Mono", Menlo, Consolas, monospace',
      // Long lines wrap, so that nothing has to be scrolled.
      whiteSpace: 'pre-wrap',
      overflowWrap: 'anywhere',
    },
  }),
  { name: 'PullPerformanceCodeBlock' },
);

/** Text to copy into a file, as it is written there. */
export function CodeBlock(props: { text: string; label: string }) {
  const classes = useStyles();
  return (
    <pre className={classes.root} role="group" aria-label={props.label}>
      <code>{props.text}</code>
    </pre>
  );
}
