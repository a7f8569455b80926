import { makeStyles } from '@material-ui/core/styles';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { LayerRow } from '../../images/layers';
import { shortDigest } from '../../images/names';
import { joinClasses, pullColors } from '../../theme';

const LONGEST_IN_SENTENCE = 60;

const useStyles = makeStyles(
  theme => ({
    code: {
      fontFamily: '"DejaVu Sans Mono", Menlo, Consolas, monospace',
      fontSize: '0.86em',
      fontWeight: 400,
    },
    breaks: { overflowWrap: 'anywhere' },
    second: { color: pullColors(theme).secondText },
    title: { display: 'flex', gap: 6, alignItems: 'baseline', fontWeight: 400 },
    text: {
      minWidth: 0,
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
    whole: { whiteSpace: 'normal', overflowWrap: 'anywhere' },
  }),
  { name: 'PullPerformanceLayerName' },
);

/** A layer within a sentence: its instruction, shortened, or else its digest. */
export function LayerName(props: { layer: LayerRow }) {
  const classes = useStyles();
  return (
    <code className={`${classes.code} ${classes.breaks}`}>
      {layerWords(props.layer)}
    </code>
  );
}

/** The same as plain text. */
export function layerWords({ instruction, digest }: LayerRow): string {
  if (instruction === undefined) {
    return shortDigest(digest);
  }
  return instruction.length > LONGEST_IN_SENTENCE
    ? `${instruction.slice(0, LONGEST_IN_SENTENCE).trimEnd()}…`
    : instruction;
}

/** A layer as its row is named: its instruction, or that there is none. */
export function LayerTitle(props: {
  layer: LayerRow;
  /** Breaks a long instruction into lines instead of cutting it. */
  whole: boolean;
}) {
  const { layer, whole } = props;
  const { instruction, digest, isBase } = layer;
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <div className={classes.title}>
      <span
        className={joinClasses(classes.text, whole && classes.whole)}
        title={whole ? undefined : instruction ?? digest}
      >
        {instruction === undefined && `${t('images.layers.noInstruction')} `}
        <code
          className={joinClasses(
            classes.code,
            instruction === undefined && classes.second,
          )}
        >
          {instruction ?? shortDigest(digest)}
        </code>
      </span>{' '}
      {isBase && (
        <span className={classes.second}>{t('images.layers.base')}</span>
      )}
    </div>
  );
}
