import { makeStyles } from '@material-ui/core/styles';
import { ServiceNode } from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { joinClasses, pullColors } from '../../theme';
import { HealthMark } from '../HealthMark';

const useStyles = makeStyles(
  theme => ({
    why: {
      maxWidth: '30ch',
      fontSize: 12,
      whiteSpace: 'normal',
      color: pullColors(theme).secondText,
    },
    narrow: { maxWidth: '18ch' },
  }),
  { name: 'PullPerformanceHealthCell' },
);

/** A node's health, and in short why. */
export function HealthCell(props: {
  node: Pick<ServiceNode, 'health' | 'reason'>;
  narrow: boolean;
}) {
  const { health, reason } = props.node;
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <>
      <HealthMark health={health}>{t(`nodes.health.${health}`)}</HealthMark>
      {reason && (
        <div
          className={joinClasses(classes.why, props.narrow && classes.narrow)}
        >
          {reason.what}
        </div>
      )}
    </>
  );
}
