import { InfoCard } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import BarChart from '@material-ui/icons/BarChart';
import TableChartOutlined from '@material-ui/icons/TableChartOutlined';
import { ReactNode, useId } from 'react';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { ActionButton } from '../ActionButton';

const useStyles = makeStyles(
  theme => ({
    root: {
      minWidth: 0,
      fontFamily: theme.typography.fontFamily,
      fontVariantNumeric: 'tabular-nums',
    },
    card: { height: '100%' },
    header: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'baseline',
      gap: 10,
      padding: '12px 18px 8px',
    },
    title: { margin: 0, fontSize: 17, fontWeight: 700, lineHeight: 1.25 },
    note: { fontSize: 12, color: pullColors(theme).secondText },
    action: { marginLeft: 'auto' },
    finding: {
      margin: 0,
      padding: '0 18px 12px',
      maxWidth: '140ch',
      fontSize: 14,
    },
    body: { padding: '0 18px 16px' },
  }),
  { name: 'PullPerformanceSection' },
);

/** Swaps a chart for a table in place. */
export interface TableToggle {
  shown: boolean;
  toggle: () => void;
}

/** A part of the tab: a landmark with its heading, and its finding first. */
export function Section(props: {
  title: string;
  note?: ReactNode;
  /** What the figures say, in one sentence. */
  finding?: ReactNode;
  /** Present where the section draws a chart. */
  table?: TableToggle;
  action?: ReactNode;
  busy?: boolean;
  children?: ReactNode;
}) {
  const { title, note, finding, table, action, busy, children } = props;
  const classes = useStyles();
  const headingId = useId();
  return (
    <section
      className={classes.root}
      aria-labelledby={headingId}
      aria-busy={busy}
    >
      <InfoCard noPadding divider={false} className={classes.card}>
        <header className={classes.header}>
          <h2 id={headingId} className={classes.title}>
            {title}
          </h2>
          {note && <span className={classes.note}>{note}</span>}
          <span className={classes.action}>
            {action}
            {table && <ToggleButton title={title} {...table} />}
          </span>
        </header>
        {finding && <p className={classes.finding}>{finding}</p>}
        {children && <div className={classes.body}>{children}</div>}
      </InfoCard>
    </section>
  );
}

function ToggleButton(props: TableToggle & { title: string }) {
  const { shown, toggle, title } = props;
  const t = usePullTranslation();
  const words = shown ? t('tab.chart') : t('tab.table');
  const Icon = shown ? BarChart : TableChartOutlined;
  return (
    <ActionButton
      startIcon={<Icon fontSize="inherit" aria-hidden />}
      aria-label={`${words}: ${title}`}
      onClick={toggle}
    >
      {words}
    </ActionButton>
  );
}
