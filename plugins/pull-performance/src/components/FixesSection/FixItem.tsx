import { makeStyles } from '@material-ui/core/styles';
import { Fix } from 'backstage-plugin-pull-performance-common';
import { useId, useState } from 'react';
import { sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { joinClasses, pullColors } from '../../theme';
import { RowToggle } from '../RowToggle';
import { TemplateButton } from '../TemplateButton';
import { FixDetails } from './FixDetails';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      root: {
        display: 'grid',
        gridTemplateColumns: '28px minmax(0, 1fr) minmax(150px, 230px) 150px',
        columnGap: 14,
        rowGap: 6,
        padding: '11px 0',
        borderTop: `1px solid ${colors.border}`,
        fontSize: 13,
        overflowWrap: 'anywhere',
      },
      narrow: { gridTemplateColumns: '28px minmax(0, 1fr)' },
      place: {
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'center',
        width: 24,
        height: 24,
        boxSizing: 'border-box',
        border: `1px solid ${colors.rule}`,
        borderRadius: '50%',
        fontSize: 12,
      },
      title: { margin: 0, fontSize: 14, fontWeight: 700, lineHeight: 1.35 },
      why: { margin: '2px 0 0 22px' },
      effort: { lineHeight: 1.35 },
      second: { fontSize: 12, color: colors.secondText },
      // In one column all begins below the title.
      below: { gridColumn: 2, marginLeft: 22 },
      button: { justifySelf: 'end', alignSelf: 'start' },
      buttonBelow: { gridColumn: 2, marginLeft: 22, justifySelf: 'start' },
      details: { gridColumn: '2 / -1', padding: '6px 0 4px 22px' },
    };
  },
  { name: 'PullPerformanceFixItem' },
);

/** One fix: what, why, by whom, and the button that begins it. What it takes opens below. */
export function FixItem(props: {
  fix: Fix;
  /** Its place among those that apply. */
  place?: number;
  narrow: boolean;
}) {
  const { fix, place, narrow } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const id = useId();
  const [open, setOpen] = useState(false);
  // Those that might apply have a heading of their own above them.
  const Heading = place === undefined ? 'h4' : 'h3';
  const unknown = fix.conditions.find(
    ({ state, reason }) => state === 'unknown' && reason,
  );
  return (
    <li className={joinClasses(classes.root, narrow && classes.narrow)}>
      <span
        className={place === undefined ? undefined : classes.place}
        aria-hidden
      >
        {place}
      </span>
      <div>
        <Heading className={classes.title}>
          <RowToggle open={open} toggle={() => setOpen(!open)} controls={id}>
            {fix.title}
          </RowToggle>
        </Heading>
        <p className={classes.why}>
          {sentences(fix.why)}
          {fix.state === 'unknown' && unknown?.reason && (
            <>
              {' '}
              {sentences(unknown.reason.why)} <b>{t('fixes.next')}</b>{' '}
              {sentences(unknown.reason.next)}
            </>
          )}
        </p>
      </div>
      <div className={joinClasses(classes.effort, narrow && classes.below)}>
        <div>
          {narrow && `${t('fixes.effort')}: `}
          {t(`fixes.who.${fix.effort.who}`)}
        </div>
        <div className={classes.second}>{fix.effort.what}</div>
      </div>
      {(fix.state === 'applies' || fix.values) && (
        <TemplateButton
          fix={fix}
          variant={place === 1 ? 'contained' : 'outlined'}
          className={narrow ? classes.buttonBelow : classes.button}
        />
      )}
      {open && (
        <div id={id} className={narrow ? classes.below : classes.details}>
          <FixDetails fix={fix} narrow={narrow} />
        </div>
      )}
    </li>
  );
}
