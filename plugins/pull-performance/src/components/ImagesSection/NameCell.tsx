import { makeStyles } from '@material-ui/core/styles';
import ReportProblemOutlined from '@material-ui/icons/ReportProblemOutlined';
import {
  formatPlatform,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { imageName } from '../../images/names';
import { pullColors } from '../../theme';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      choice: {
        display: 'flex',
        alignItems: 'flex-start',
        gap: 8,
        minHeight: 24,
        cursor: 'pointer',
      },
      radio: {
        flex: 'none',
        width: 16,
        height: 16,
        margin: 0,
        accentColor: theme.palette.primary.main,
        '&:focus-visible': {
          outline: `2px solid ${theme.palette.primary.main}`,
          outlineOffset: 2,
        },
      },
      second: { fontSize: 12, fontWeight: 400, color: colors.secondText },
      moved: {
        display: 'inline-flex',
        alignItems: 'center',
        verticalAlign: 'bottom',
        gap: 4,
        fontSize: 12,
        color: colors.gradeFill.C,
        whiteSpace: 'nowrap',
      },
      icon: { fontSize: 14 },
    };
  },
  { name: 'PullPerformanceImageName' },
);

/** An image's name, and the choice of it where there are several. */
export function NameCell(props: {
  image: ServiceImage;
  /** Name of the group of choices; undefined where there is nothing to choose. */
  group?: string;
  chosen: boolean;
  choose: () => void;
}) {
  const { image, group, chosen, choose } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const { name } = imageName(image.reference);
  if (group === undefined) {
    return <NameWords image={image} />;
  }
  return (
    <label className={classes.choice}>
      <input
        type="radio"
        className={classes.radio}
        name={group}
        checked={chosen}
        onChange={choose}
        aria-label={t('images.choose', { image: name })}
      />
      <span>
        <NameWords image={image} />
      </span>
    </label>
  );
}

function NameWords(props: { image: ServiceImage }) {
  const { reference, platform, tagMoved } = props.image;
  const classes = useStyles();
  const t = usePullTranslation();
  const { name, place } = imageName(reference);
  const second = [place, platform && formatPlatform(platform)];
  return (
    <span title={reference}>
      {name}
      <br />
      <span className={classes.second}>
        {second.filter(Boolean).join(' · ')}
      </span>{' '}
      {tagMoved && (
        <span
          className={classes.moved}
          title={t('images.tagMovedText', { image: name })}
        >
          <ReportProblemOutlined className={classes.icon} aria-hidden />
          {t('images.tagMoved')}
        </span>
      )}
    </span>
  );
}
