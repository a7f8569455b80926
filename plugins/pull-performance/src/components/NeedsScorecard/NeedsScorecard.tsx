import { makeStyles } from '@material-ui/core/styles';
import Skeleton from '@material-ui/lab/Skeleton';
import { Scorecard } from 'backstage-plugin-pull-performance-common';
import { ReactNode } from 'react';
import { useDelayed } from '../../hooks/useDelayed';
import { Load } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { Section } from '../Section';

const SHOWN_AFTER_MILLISECONDS = 200;

const useStyles = makeStyles(
  theme => ({
    bone: { backgroundColor: pullColors(theme).skeleton },
    hidden: { visibility: 'hidden' },
  }),
  { name: 'PullPerformanceBones' },
);

/** The place of something that is on its way; seen after 200 ms. */
export function Bones(props: { height?: number }) {
  const { height = 120 } = props;
  const classes = useStyles();
  const shown = useDelayed(true, SHOWN_AFTER_MILLISECONDS);
  return (
    <Skeleton
      variant="rect"
      animation={false}
      height={height}
      className={shown ? classes.bone : classes.hidden}
    />
  );
}

/**
 * A section that reads the scorecard. The grade strip tells why a scorecard
 * could not be loaded; the sections only say that they need it.
 */
export function NeedsScorecard(props: {
  title: string;
  load: Load<Scorecard>;
  children: (scorecard: Scorecard) => ReactNode;
}) {
  const { title, load, children } = props;
  const t = usePullTranslation();
  if (load.value) {
    return <>{children(load.value)}</>;
  }
  return (
    <Section title={title} busy={load.loading}>
      {load.error ? t('tab.needsScorecard') : <Bones />}
    </Section>
  );
}
