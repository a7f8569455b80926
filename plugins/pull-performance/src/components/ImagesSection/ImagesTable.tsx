import { makeStyles } from '@material-ui/core/styles';
import {
  formatCount,
  formatShare,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';
import { useId } from 'react';
import { megabytesCell, NO_VALUE } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { knowsLayers } from '../../images/layers';
import { imageKey, versionName } from '../../images/names';
import { pullColors } from '../../theme';
import { DataTable } from '../DataTable';
import { FormatCell } from './FormatCell';
import { NameCell } from './NameCell';
import { UsedByCell } from './UsedByCell';

const useStyles = makeStyles(
  theme => ({
    second: { fontSize: 12, color: pullColors(theme).secondText },
    unknown: { color: pullColors(theme).gradeFill.unknown },
  }),
  { name: 'PullPerformanceImagesTable' },
);

/** A row for each image; the chosen one's layers are shown below. */
export function ImagesTable(props: {
  images: ServiceImage[];
  shown?: ServiceImage;
  choose: (image: ServiceImage) => void;
}) {
  const { images, shown, choose } = props;
  const t = usePullTranslation();
  const group = useId();
  return (
    <DataTable
      label={t('images.title')}
      columns={[
        { title: t('images.columns.image'), kind: 'wide' },
        { title: t('images.columns.size'), kind: 'number' },
        { title: t('images.columns.layers'), kind: 'number' },
        { title: t('images.columns.format'), kind: 'keep' },
        { title: t('images.columns.reuse'), kind: 'number' },
        { title: t('images.columns.again'), kind: 'number' },
        { title: t('images.columns.usedBy'), kind: 'wide' },
      ]}
      rows={images.map((image, index) => ({
        key: `${index} ${imageKey(image)}`,
        cells: [
          <NameCell
            image={image}
            group={images.length > 1 ? group : undefined}
            chosen={image === shown}
            choose={() => choose(image)}
          />,
          <SizeCell image={image} />,
          knowsLayers(image) ? (
            formatCount(image.layers.length)
          ) : (
            <Unknown image={image} />
          ),
          knowsLayers(image) ? (
            <FormatCell image={image} />
          ) : (
            <Unknown image={image} />
          ),
          <ReuseCell image={image} />,
          <AgainCell image={image} />,
          <UsedByCell image={image} />,
        ],
      }))}
    />
  );
}

/** Whether no version was seen before it, so that there is nothing to compare. */
function isFirst(image: ServiceImage): boolean {
  return !image.previous && knowsLayers(image);
}

function SizeCell(props: { image: ServiceImage }) {
  const { compressedBytes, totalBytes } = props.image;
  const classes = useStyles();
  const t = usePullTranslation();
  if (compressedBytes !== undefined) {
    return <>{megabytesCell(compressedBytes)}</>;
  }
  return totalBytes === undefined ? (
    <Unknown image={props.image} />
  ) : (
    <>
      {megabytesCell(totalBytes)}
      <div className={classes.second}>{t('images.sizeByNode')}</div>
    </>
  );
}

function ReuseCell(props: { image: ServiceImage }) {
  const { reuseShare } = props.image;
  const t = usePullTranslation();
  if (reuseShare !== undefined) {
    return <>{formatShare(reuseShare)}</>;
  }
  return isFirst(props.image) ? (
    <>{t('images.firstVersion')}</>
  ) : (
    <Unknown image={props.image} />
  );
}

function AgainCell(props: { image: ServiceImage }) {
  const { fetchedAgainBytes, previous } = props.image;
  const classes = useStyles();
  const t = usePullTranslation();
  if (fetchedAgainBytes === undefined) {
    return isFirst(props.image) ? (
      <>{NO_VALUE}</>
    ) : (
      <Unknown image={props.image} />
    );
  }
  return (
    <>
      {megabytesCell(fetchedAgainBytes)}
      {previous && (
        <div className={classes.second} title={previous.digest}>
          {t('images.since', {
            version: versionName(props.image, previous.digest),
          })}
        </div>
      )}
    </>
  );
}

function Unknown(props: { image: ServiceImage }) {
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <span className={classes.unknown} title={props.image.reason?.what}>
      {t('unknown')}
    </span>
  );
}
