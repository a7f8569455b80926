import { makeStyles } from '@material-ui/core/styles';
import {
  formatCount,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';
import { useMemo, useState } from 'react';
import { megabytesCell } from '../../format';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { LayerRow, layerRows } from '../../images/layers';
import { versionName } from '../../images/names';
import { pullColors } from '../../theme';
import { ActionButton } from '../ActionButton';
import { Column, PlainTable } from '../DataTable';
import { ScrollArea } from '../ScrollArea';
import { InPreviousCell, NodesCell, SizeBar } from './LayerCells';
import { LayerStack, STACK_WIDTH } from './LayerStack';
import { LayerTitle } from './LayerName';
import { useRowPlaces } from './useRowPlaces';

/** Shorter instructions are hardly ever cut. */
const LONG_INSTRUCTION = 32;
/** A longer word would make a column wider than what it holds. */
const LONGEST_WORD_IN_HEAD = 10;

const useStyles = makeStyles(
  theme => ({
    joined: {
      display: 'grid',
      gridTemplateColumns: `${STACK_WIDTH}px minmax(0, 1fr)`,
    },
    note: {
      margin: '8px 0 0',
      fontSize: 12,
      color: pullColors(theme).secondText,
    },
  }),
  { name: 'PullPerformanceLayersTable' },
);

/** The stack of layers to scale, each joined to its row. */
export function LayersTable(props: {
  image: ServiceImage;
  /** Whether a version was chosen to compare with; else it is the one before. */
  isComparison: boolean;
  narrow: boolean;
}) {
  const { image, isComparison, narrow } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const [whole, setWhole] = useState(false);
  const layers = useMemo(() => layerRows(image), [image]);
  const rows = useMemo(() => {
    const largest = Math.max(...layers.map(layer => layer.compressedBytes), 1);
    return layers.map(layer => ({
      key: layer.key,
      cells: [
        <LayerTitle layer={layer} whole={whole} />,
        <b>{megabytesCell(layer.compressedBytes)}</b>,
        ...(narrow
          ? []
          : [
              <SizeBar
                share={layer.compressedBytes / largest}
                state={layer.state}
              />,
            ]),
        ...(image.previous ? [<InPreviousCell layer={layer} />] : []),
        sharedWords(layer, t),
        <NodesCell layer={layer} narrow={narrow} />,
        t(`images.format.${layer.format}`),
      ],
    }));
  }, [layers, image, narrow, whole, t]);
  const [tableRef, places] = useRowPlaces(rows);
  const [area, setArea] = useState<HTMLDivElement | null>(null);
  const label = t('images.layers.titleNone');
  return (
    <div>
      <ScrollArea label={label} limit="taller" content={rows} areaRef={setArea}>
        <div className={classes.joined}>
          <LayerStack
            layers={layers}
            places={places}
            area={area ?? undefined}
          />
          <PlainTable
            label={label}
            columns={columnsOf({ image, isComparison, narrow, t })}
            rows={rows}
            tableRef={tableRef}
            stickyHead
          />
        </div>
      </ScrollArea>
      <p className={classes.note}>
        {layers.some(({ nodes }) => nodes.known > 0)
          ? t('images.layers.nodesNote')
          : t('images.layers.nodesUnknown')}
      </p>
      {layers.some(
        ({ instruction = '' }) => instruction.length > LONG_INSTRUCTION,
      ) && (
        <ActionButton onClick={() => setWhole(!whole)}>
          {whole ? t('images.layers.short') : t('images.layers.whole')}
        </ActionButton>
      )}
    </div>
  );
}

function columnsOf(options: {
  image: ServiceImage;
  isComparison: boolean;
  narrow: boolean;
  t: Translate;
}): Column[] {
  const { image, isComparison, narrow, t } = options;
  const { previous } = image;
  return [
    { title: t('images.layers.columns.instruction'), kind: 'fill' },
    { title: t('images.layers.columns.size'), kind: 'number' },
    ...(narrow
      ? []
      : [{ title: t('images.layers.columns.bar'), titleHidden: true }]),
    ...(previous
      ? [
          {
            title: previousTitle(
              versionName(image, previous.digest),
              isComparison,
              t,
            ),
            hint: previous.digest,
            kind: 'keep' as const,
          },
        ]
      : []),
    { title: t('images.layers.columns.shared'), kind: 'keep' },
    { title: t('images.layers.columns.nodes'), kind: 'keep' },
    { title: t('images.layers.columns.format'), kind: 'keep' },
  ];
}

/** The head of the column about the other version, which the sentences above name in full. */
function previousTitle(version: string, isComparison: boolean, t: Translate) {
  if (version.split(' ').every(word => word.length <= LONGEST_WORD_IN_HEAD)) {
    return t('images.layers.columns.inVersion', { version });
  }
  return isComparison
    ? t('images.layers.columns.inCompared')
    : t('images.layers.columns.inPrevious');
}

function sharedWords(layer: LayerRow, t: Translate): string {
  const { sharedWithServices: count } = layer;
  return count === 0
    ? t('images.layers.onlyThis')
    : t('images.layers.services', { count, formatted: formatCount(count) });
}
