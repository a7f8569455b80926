import { makeStyles } from '@material-ui/core/styles';
import HelpOutline from '@material-ui/icons/HelpOutline';
import {
  Fix,
  FixPage,
  formatCount,
} from 'backstage-plugin-pull-performance-common';
import { useId, useState } from 'react';
import { sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { RowToggle } from '../RowToggle';
import { StateMessage } from '../StateMessage';
import { FixItem } from './FixItem';
import { UselessFixes } from './UselessFixes';

const useStyles = makeStyles(
  theme => ({
    list: { margin: 0, padding: 0, listStyle: 'none' },
    heading: { margin: '16px 0 4px', fontSize: 14, fontWeight: 700 },
    note: {
      margin: '10px 0 0',
      maxWidth: '120ch',
      fontSize: 12,
      color: pullColors(theme).secondText,
    },
    folded: { marginTop: 12, fontSize: 13 },
  }),
  { name: 'PullPerformanceFixesBody' },
);

/** Those that apply, those that might, and, folded, those that are of no use. */
export function FixesBody(props: { page: FixPage; narrow: boolean }) {
  const { page, narrow } = props;
  const { items, reason } = page;
  const classes = useStyles();
  const t = usePullTranslation();
  if (items.length === 0) {
    return reason ? (
      <StateMessage icon={HelpOutline} title={reason.what}>
        <p>{sentences(reason.why, reason.next)}</p>
      </StateMessage>
    ) : (
      <>{t('fixes.empty')}</>
    );
  }
  const inState = (state: Fix['state']) =>
    items.filter(fix => fix.state === state);
  const applying = inState('applies');
  const unknown = inState('unknown');
  return (
    <>
      {applying.length > 0 && (
        <>
          <ol className={classes.list} aria-label={t('fixes.applies')}>
            {applying.map((fix, index) => (
              <FixItem
                key={fix.id}
                fix={fix}
                place={index + 1}
                narrow={narrow}
              />
            ))}
          </ol>
          <p className={classes.note}>{t('fixes.notPredicted')}</p>
        </>
      )}
      {unknown.length > 0 && (
        <>
          <h3 className={classes.heading}>{t('fixes.unknown')}</h3>
          <ul className={classes.list} aria-label={t('fixes.unknown')}>
            {unknown.map(fix => (
              <FixItem key={fix.id} fix={fix} narrow={narrow} />
            ))}
          </ul>
        </>
      )}
      <Folded fixes={inState('notApplicable')} />
    </>
  );
}

function Folded(props: { fixes: Fix[] }) {
  const { fixes } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const id = useId();
  const [open, setOpen] = useState(false);
  if (fixes.length === 0) {
    return null;
  }
  const count = { count: fixes.length, formatted: formatCount(fixes.length) };
  return (
    <div className={classes.folded}>
      <RowToggle open={open} toggle={() => setOpen(!open)} controls={id}>
        {t('fixes.useless', count)}
      </RowToggle>
      {open && <UselessFixes id={id} fixes={fixes} />}
    </div>
  );
}
