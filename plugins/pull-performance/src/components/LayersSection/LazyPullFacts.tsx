import { LazyPull } from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';

/** Whether containers can start before the image is there: format and nodes are two facts. */
export function LazyPullFacts(props: { lazyPull: LazyPull }) {
  const { format, onNodes, indexes = [], reason } = props.lazyPull;
  const t = usePullTranslation();
  return (
    <>
      <p>
        {t(`images.layers.lazyFormat.${format}`)}{' '}
        {indexes.length > 0 &&
          t('images.layers.lazyIndexes', {
            indexes: indexes
              .map(index => t(`images.layers.index.${index}`))
              .join(', '),
          })}{' '}
        {t(`images.layers.lazyOnNodes.${onNodes}`)}
      </p>
      <p>{sentences(reason.what, reason.why, reason.next)}</p>
    </>
  );
}
