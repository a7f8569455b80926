import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { formatBytes } from 'backstage-plugin-pull-performance-common';
import { useLoad } from '../../hooks/useLoad';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { entityOf, PullPerformanceFieldOptions, targetOf } from '../fieldProps';
import { FieldNote } from '../FieldNote';
import { useFieldStyles } from '../useFieldStyles';
import { useWorkloads } from '../useWorkloads';
import { AddImage } from './AddImage';
import { KnownImage, knownImages } from './knownImages';

const MOST_IMAGES = 100;

/** Ticks images of the chosen workload, and takes others that are typed in. */
export function ImagesPicker(
  props: FieldExtensionComponentProps<string[], PullPerformanceFieldOptions>,
) {
  const { onChange, schema } = props;
  const classes = useFieldStyles();
  const t = usePullTranslation();
  const entityRef = entityOf(props);
  const target = targetOf(props);
  const workloads = useWorkloads(entityRef);
  const images = useLoad(entityRef && `images of ${entityRef}`, async api =>
    entityRef
      ? api.listImages({ entityRef, limit: MOST_IMAGES })
      : { items: [], totalItems: 0 },
  );
  const offered = knownImages({
    target,
    workloads: workloads.value,
    images: images.value,
  });
  // Forms fill lists that must hold something with nothing.
  const chosen = (props.formData ?? []).filter(
    image => typeof image === 'string',
  );
  const own = chosen.filter(
    image => !offered.some(({ reference }) => reference === image),
  );
  const disabled = props.disabled || props.readonly;
  const tick = (image: string, ticked: boolean) =>
    onChange(
      ticked
        ? [...chosen, image]
        : chosen.filter(candidate => candidate !== image),
    );
  return (
    <fieldset className={classes.set} disabled={disabled}>
      <legend className={classes.legend}>
        {schema.title ?? t('form.images.title')}
        {props.required && ' *'}
      </legend>
      {schema.description && (
        <p className={classes.text}>{schema.description}</p>
      )}
      {offered.map(image => (
        <ImageOption
          key={image.reference}
          reference={image.reference}
          words={wordsOf(t, image)}
          ticked={chosen.includes(image.reference)}
          tick={ticked => tick(image.reference, ticked)}
        />
      ))}
      {own.map(reference => (
        <ImageOption
          key={reference}
          reference={reference}
          words={t('form.images.own')}
          ticked
          tick={ticked => tick(reference, ticked)}
        />
      ))}
      {offered.length === 0 && workloads.value && images.value && (
        <p className={classes.text}>{t('form.images.none')}</p>
      )}
      {offered.length === 0 && (
        <FieldNote entityRef={entityRef} load={workloads} />
      )}
      <AddImage
        id={props.idSchema.$id}
        chosen={chosen}
        add={image => tick(image, true)}
      />
    </fieldset>
  );
}

function ImageOption(props: {
  reference: string;
  words: string;
  ticked: boolean;
  tick: (ticked: boolean) => void;
}) {
  const { reference, words, ticked, tick } = props;
  const classes = useFieldStyles();
  return (
    <label className={classes.option}>
      <input
        type="checkbox"
        checked={ticked}
        onChange={event => tick(event.target.checked)}
      />
      <span className={classes.words}>
        {reference}
        <span className={classes.second}>{words}</span>
      </span>
    </label>
  );
}

/** Who runs it, and how large it is. */
function wordsOf(
  t: Translate,
  { containers, compressedBytes }: KnownImage,
): string {
  return [
    ...containers.map(({ kind, name }) =>
      t(`form.images.kind.${kind}`, { name }),
    ),
    compressedBytes === undefined
      ? t('form.images.sizeUnknown')
      : t('form.images.size', { size: formatBytes(compressedBytes) }),
  ].join(', ');
}
