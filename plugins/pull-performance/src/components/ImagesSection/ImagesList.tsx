import HelpOutline from '@material-ui/icons/HelpOutline';
import {
  ImagePage,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { Load } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { ErrorState } from '../ErrorState';
import { Bones } from '../NeedsScorecard';
import { Pager } from '../Pager';
import { StateMessage } from '../StateMessage';
import { ImagesTable } from './ImagesTable';

/** One page of images, or why there is none. */
export function ImagesList(props: {
  load: Load<ImagePage>;
  shown?: ServiceImage;
  choose: (image: ServiceImage) => void;
  cursors: (string | undefined)[];
  turn: (cursors: (string | undefined)[]) => void;
}) {
  const { load, shown, choose, cursors, turn } = props;
  const { value, error, failedAt, retry } = load;
  const t = usePullTranslation();
  if (!value) {
    return error && failedAt ? (
      <ErrorState error={error} failedAt={failedAt} retry={retry} />
    ) : (
      <Bones />
    );
  }
  const { items, reason, nextCursor } = value;
  if (items.length === 0 && cursors.length === 1) {
    return reason ? (
      <StateMessage icon={HelpOutline} title={reason.what}>
        <p>{sentences(reason.why, reason.next)}</p>
      </StateMessage>
    ) : (
      <>{t('images.empty')}</>
    );
  }
  return (
    <>
      <ImagesTable images={items} shown={shown} choose={choose} />
      <Pager
        label={t('images.title')}
        words={{
          page: t('images.page', { page: String(cursors.length) }),
          newer: t('images.newer'),
          older: t('images.older'),
        }}
        cursors={cursors}
        next={nextCursor}
        change={turn}
      />
    </>
  );
}
