import { InfoCard, Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import ChevronRight from '@material-ui/icons/ChevronRight';
import { ReactNode, useId } from 'react';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';

const useStyles = makeStyles(
  theme => ({
    root: {
      fontFamily: theme.typography.fontFamily,
      fontVariantNumeric: 'tabular-nums',
    },
    header: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'baseline',
      columnGap: 10,
      padding: '12px 16px 8px',
    },
    title: { margin: 0, fontSize: 17, fontWeight: 700, lineHeight: 1.25 },
    note: { fontSize: 12, color: pullColors(theme).secondText },
    link: {
      marginLeft: 'auto',
      fontSize: 13,
      fontWeight: 500,
      whiteSpace: 'nowrap',
      '&:focus-visible': {
        outline: `2px solid ${theme.palette.primary.main}`,
        outlineOffset: 2,
      },
    },
    chevron: { fontSize: 16, verticalAlign: -3 },
  }),
  { name: 'PullPerformanceCardFrame' },
);

/** The card with its heading; what is inside depends on the state. */
export function CardFrame(props: {
  /** What the figures cover, in words. */
  note?: string;
  /** Where the details are; no link without it. */
  detailsPath?: string;
  narrow?: boolean;
  busy?: boolean;
  children: ReactNode;
}) {
  const classes = useStyles();
  const t = usePullTranslation();
  const headingId = useId();
  return (
    <section
      className={classes.root}
      aria-labelledby={headingId}
      aria-busy={props.busy}
    >
      <InfoCard noPadding divider={false}>
        <header className={classes.header}>
          <h2 id={headingId} className={classes.title}>
            {t('title')}
          </h2>
          {props.note && <span className={classes.note}>{props.note}</span>}
          {props.detailsPath && (
            <Link to={props.detailsPath} className={classes.link}>
              {props.narrow ? t('card.details') : t('card.openDetails')}
              <ChevronRight className={classes.chevron} aria-hidden />
            </Link>
          )}
        </header>
        {props.children}
      </InfoCard>
    </section>
  );
}
