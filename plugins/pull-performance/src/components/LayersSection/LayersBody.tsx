import { makeStyles } from '@material-ui/core/styles';
import HelpOutline from '@material-ui/icons/HelpOutline';
import {
  formatBytes,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { knowsLayers } from '../../images/layers';
import { imageName } from '../../images/names';
import { joinClasses } from '../../theme';
import { StateMessage } from '../StateMessage';
import { AdviceList } from './AdviceList';
import { LayersSide } from './LayersSide';
import { LayersTable } from './LayersTable';

const useStyles = makeStyles(
  {
    columns: {
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 1fr) 290px',
      gap: 18,
    },
    narrow: { gridTemplateColumns: 'minmax(0, 1fr)' },
    text: { margin: '0 0 12px', fontSize: 13 },
  },
  { name: 'PullPerformanceLayersBody' },
);

/** Advice, the layers and how they came about; or why they are unknown. */
export function LayersBody(props: {
  image: ServiceImage;
  /** Whether a version was chosen to compare with; else it is the one before. */
  isComparison: boolean;
  narrow: boolean;
}) {
  const { image, isComparison, narrow } = props;
  const { reason, totalBytes, advice, layers, reference } = image;
  const classes = useStyles();
  const t = usePullTranslation();
  if (!knowsLayers(image)) {
    return (
      <StateMessage
        icon={HelpOutline}
        title={reason?.what ?? t('images.layers.unknownTitle')}
      >
        <p>
          {reason
            ? sentences(reason.why, reason.next)
            : t('images.layers.unknownText')}
        </p>
        {totalBytes !== undefined && (
          <p>
            {t('images.layers.sizeByNode', { size: formatBytes(totalBytes) })}
          </p>
        )}
      </StateMessage>
    );
  }
  return (
    <>
      {image.tagMoved && image.running && (
        <p className={classes.text}>
          {t('images.tagMovedText', { image: imageName(reference).name })}
        </p>
      )}
      <AdviceList advice={advice} />
      <div className={joinClasses(classes.columns, narrow && classes.narrow)}>
        {layers.length > 0 && (
          <LayersTable
            image={image}
            isComparison={isComparison}
            narrow={narrow}
          />
        )}
        <LayersSide image={image} narrow={narrow} />
      </div>
    </>
  );
}
