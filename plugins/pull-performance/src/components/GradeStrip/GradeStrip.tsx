import { InfoCard } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import { Scorecard } from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { STRIP_AREAS } from '../../scorecard/areas';
import { joinClasses, pullColors } from '../../theme';
import { AreaValue } from '../AreaValue';
import { HeadlineWords, Trend } from '../CardHero';
import { GradeBadge } from '../GradeBadge';
import { GradeButton } from './GradeButton';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      section: {
        fontFamily: theme.typography.fontFamily,
        fontVariantNumeric: 'tabular-nums',
      },
      root: {
        display: 'grid',
        gridTemplateColumns: '1.35fr 1fr 1fr 1fr 1.1fr',
        margin: 0,
        padding: 0,
        listStyle: 'none',
      },
      narrow: { gridTemplateColumns: '1fr 1fr' },
      cell: {
        display: 'grid',
        gridTemplateColumns: 'auto minmax(0, 1fr)',
        gap: 12,
        alignItems: 'center',
        padding: '14px 16px',
        // Lines between the cells, also where they wrap.
        boxShadow: `-1px -1px 0 ${colors.border}`,
      },
      first: { gridColumn: '1 / -1' },
      small: { fontSize: 12, lineHeight: 1.3, color: colors.secondText },
      value: {
        fontSize: 19,
        fontWeight: 700,
        lineHeight: 1.2,
        whiteSpace: 'nowrap',
      },
    };
  },
  { name: 'PullPerformanceGradeStrip' },
);

/** Overall grade and the four areas side by side; the grade explains itself. */
export function GradeStrip(props: { scorecard: Scorecard; narrow: boolean }) {
  const { scorecard, narrow } = props;
  const { overall, areas } = scorecard;
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <section className={classes.section} aria-label={t('tab.strip')}>
      <InfoCard noPadding divider={false}>
        <ul className={joinClasses(classes.root, narrow && classes.narrow)}>
          <li className={joinClasses(classes.cell, narrow && classes.first)}>
            <GradeButton scorecard={scorecard} />
            <div>
              <div className={classes.small}>
                {t('tab.stripOverall', { word: t(`grade.${overall.grade}`) })}
              </div>
              <HeadlineWords scorecard={scorecard} />
              <Trend scorecard={scorecard} />
            </div>
          </li>
          {STRIP_AREAS.map(id => (
            <li key={id} className={classes.cell}>
              <GradeBadge grade={areas[id].grade} size={36} />
              <div>
                <div className={classes.small}>{t(`area.${id}`)}</div>
                <AreaValue
                  id={id}
                  area={areas[id]}
                  valueClass={classes.value}
                  targetClass={classes.small}
                  words={
                    id === 'nodeDiskHealth'
                      ? t('area.nodesInBadState')
                      : undefined
                  }
                />
              </div>
            </li>
          ))}
        </ul>
      </InfoCard>
    </section>
  );
}
