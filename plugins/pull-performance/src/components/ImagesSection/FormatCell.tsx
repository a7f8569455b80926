import { makeStyles } from '@material-ui/core/styles';
import { ServiceImage } from 'backstage-plugin-pull-performance-common';
import { NO_VALUE } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { formatsOf } from '../../images/layers';
import { pullColors } from '../../theme';

const useStyles = makeStyles(
  theme => ({
    second: { fontSize: 12, color: pullColors(theme).secondText },
  }),
  { name: 'PullPerformanceFormatCell' },
);

/** In which formats the layers are, and whether nodes make use of lazy ones. */
export function FormatCell(props: { image: ServiceImage }) {
  const { lazyPull } = props.image;
  const classes = useStyles();
  const t = usePullTranslation();
  const formats = formatsOf(props.image);
  const lazy =
    lazyPull &&
    (lazyPull.onNodes === 'yes' ||
      lazyPull.format === 'all' ||
      lazyPull.format === 'some');
  return (
    <>
      {formats.length > 0
        ? formats.map(format => t(`images.format.${format}`)).join(', ')
        : NO_VALUE}
      {lazy && (
        <div className={classes.second}>
          {t(`images.lazyMark.${lazyPull.onNodes}`)}
        </div>
      )}
    </>
  );
}
