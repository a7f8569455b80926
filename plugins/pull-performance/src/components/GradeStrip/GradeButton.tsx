import ButtonBase from '@material-ui/core/ButtonBase';
import Popover from '@material-ui/core/Popover';
import { makeStyles } from '@material-ui/core/styles';
import {
  Area,
  formatAreaValue,
  formatShare,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { useId, useState } from 'react';
import { NO_VALUE, sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { STRIP_AREAS } from '../../scorecard/areas';
import { pullColors } from '../../theme';
import { ActionButton } from '../ActionButton';
import { DataTable } from '../DataTable';
import { GradeBadge } from '../GradeBadge';

const useStyles = makeStyles(
  theme => ({
    button: {
      padding: 2,
      borderRadius: 4,
      '&:focus-visible': {
        outline: `2px solid ${theme.palette.primary.main}`,
        outlineOffset: 2,
      },
    },
    paper: {
      maxWidth: 640,
      padding: 16,
      fontFamily: theme.typography.fontFamily,
    },
    title: { margin: '0 0 8px', fontSize: 15, fontWeight: 700 },
    note: {
      margin: '8px 0',
      fontSize: 12,
      color: pullColors(theme).secondText,
    },
    grade: { display: 'flex', alignItems: 'center', gap: 8 },
  }),
  { name: 'PullPerformanceGradeButton' },
);

/** The overall grade; pressed, it shows how it came about. */
export function GradeButton(props: { scorecard: Scorecard }) {
  const { overall, areas } = props.scorecard;
  const classes = useStyles();
  const t = usePullTranslation();
  const titleId = useId();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const close = () => setAnchor(undefined);
  return (
    <>
      <ButtonBase
        className={classes.button}
        disableRipple
        aria-haspopup="dialog"
        aria-expanded={anchor !== undefined}
        title={t('tab.explain')}
        onClick={event => setAnchor(event.currentTarget)}
      >
        <GradeBadge grade={overall.grade} size={56} />
      </ButtonBase>
      <Popover
        open={anchor !== undefined}
        anchorEl={anchor}
        onClose={close}
        transitionDuration={0}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        PaperProps={{
          className: classes.paper,
          role: 'dialog',
          'aria-labelledby': titleId,
        }}
      >
        <h2 id={titleId} className={classes.title}>
          {t('tab.explain')}
        </h2>
        <DataTable
          label={t('tab.explain')}
          columns={[
            { title: t('tab.explainArea') },
            { title: t('tab.explainValue'), kind: 'keep' },
            { title: t('tab.explainLimits'), kind: 'keep' },
            { title: t('tab.explainWeight'), kind: 'number' },
          ]}
          rows={STRIP_AREAS.map(id => ({
            key: id,
            cells: [
              <span className={classes.grade}>
                <GradeBadge grade={areas[id].grade} size={20} />
                {t(`area.${id}`)}
              </span>,
              valueOf(areas[id]) ?? t('unknown'),
              limitsOf(areas[id]),
              shareOf(areas[id].weightShare),
            ],
          }))}
        />
        <p className={classes.note}>
          {overall.reason &&
            `${sentences(overall.reason.what, overall.reason.why)} `}
          {t('tab.explainNote')}
        </p>
        <ActionButton variant="outlined" onClick={close}>
          {t('tab.close')}
        </ActionButton>
      </Popover>
    </>
  );
}

function shareOf(share: number | undefined): string {
  return share === undefined ? NO_VALUE : formatShare(share);
}

function valueOf(area: Area): string | undefined {
  return area.value === undefined
    ? undefined
    : formatAreaValue(area.value, area.unit);
}

function limitsOf(area: Area): string | undefined {
  const { limits } = area;
  return (
    limits &&
    [limits.a, limits.b, limits.c, limits.d]
      .map(limit => formatAreaValue(limit, area.unit))
      .join(' / ')
  );
}
