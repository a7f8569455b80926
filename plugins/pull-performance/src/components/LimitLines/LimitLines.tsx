import { makeStyles } from '@material-ui/core/styles';
import {
  BindingLimit,
  formatCount,
} from 'backstage-plugin-pull-performance-common';
import { formatByteRate } from '../../format';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      second: { color: colors.secondText },
      unknown: { color: colors.gradeFill.unknown },
    };
  },
  { name: 'PullPerformanceLimitLines' },
);

/** The binding limit of operations and of bytes, each with what sets it. */
export function LimitLines(props: { limit?: BindingLimit }) {
  const { iops, iopsBoundBy, bytesPerSecond, bytesBoundBy } = props.limit ?? {};
  const classes = useStyles();
  const t = usePullTranslation();
  if (iops === undefined && bytesPerSecond === undefined) {
    return <span className={classes.unknown}>{t('unknown')}</span>;
  }
  return (
    <>
      {iops !== undefined && (
        <Line figure={iopsInWords(t, iops)} who={iopsBoundBy} />
      )}
      {bytesPerSecond !== undefined && (
        <Line figure={formatByteRate(bytesPerSecond)} who={bytesBoundBy} />
      )}
    </>
  );
}

function Line(props: { figure: string; who?: string }) {
  const { figure, who } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <div>
      {who
        ? t('nodes.figureBy', {
            figure,
            who: <span className={classes.second}>{who}</span>,
          })
        : figure}
    </div>
  );
}

/** Operations per second: `500 IOPS`. */
export function iopsInWords(t: Translate, iops: number): string {
  return t('nodes.iops', { number: formatCount(iops) });
}

/** A binding limit in one line, with what sets it; undefined while nothing of it is known. */
export function limitInWords(
  t: Translate,
  limit: BindingLimit,
): string | undefined {
  const { iops, iopsBoundBy, bytesPerSecond, bytesBoundBy } = limit;
  const by = (figure: string, who: string | undefined) =>
    who ? t('nodes.figureBy', { figure, who }) : figure;
  const parts = [
    iops !== undefined && by(iopsInWords(t, iops), iopsBoundBy),
    bytesPerSecond !== undefined &&
      by(formatByteRate(bytesPerSecond), bytesBoundBy),
  ].filter(part => part !== false);
  return parts.length > 0 ? parts.join(', ') : undefined;
}
