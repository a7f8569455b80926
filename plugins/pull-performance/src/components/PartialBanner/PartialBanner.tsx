import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import InfoOutlined from '@material-ui/icons/InfoOutlined';
import { Scorecard } from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { SETUP_GUIDE_URL } from '../../links';
import { unknownAreas } from '../../scorecard/areas';
import { pullColors } from '../../theme';
import { Owners } from '../Owners';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      gap: 8,
      padding: '9px 16px',
      fontSize: 12.5,
      color: theme.palette.text.primary,
      backgroundColor: pullColors(theme).gradeTint.unknown,
      borderTop: `1px solid ${pullColors(theme).border}`,
      '& a': {
        // The tint takes contrast from the link's colour.
        textDecoration: 'underline',
        color: theme.palette.text.primary,
      },
    },
    icon: { fontSize: 16, marginTop: 1 },
  }),
  { name: 'PullPerformancePartialBanner' },
);

/** Not all areas are graded: which are missing, what that means, and whom to ask. */
export function PartialBanner(props: { scorecard: Scorecard }) {
  const { areas, overall } = props.scorecard;
  const classes = useStyles();
  const t = usePullTranslation();
  const missing = unknownAreas(areas);
  if (missing.length === 0) {
    return null;
  }
  return (
    <div className={classes.root} role="note">
      <InfoOutlined className={classes.icon} aria-hidden />
      <span>
        <b>
          {t('card.partial', {
            known: String(overall.gradedAreas),
            all: String(overall.totalAreas),
          })}
        </b>{' '}
        {overall.reason
          ? sentences(overall.reason.why)
          : t('card.partialMissing', {
              areas: missing.map(id => t(`area.${id}`)).join(', '),
            })}{' '}
        <Owners>{owner => <>{t('card.ask', { owner })} </>}</Owners>
        <Link to={SETUP_GUIDE_URL}>{t('noCluster.guide')}</Link>
      </span>
    </div>
  );
}
