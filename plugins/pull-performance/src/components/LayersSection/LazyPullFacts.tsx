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
          })}
      </p>
      <p>
        <b>{t(`images.layers.lazyOnNodes.${onNodes}`)}</b>{' '}
        {sentences(reason.what, reason.why)} <b>{t('images.layers.next')}</b>{' '}
        {sentences(reason.next)}
      </p>
    </>
  );
}
