import { makeStyles } from '@material-ui/core/styles';
import {
  formatBytes,
  formatCount,
  formatShare,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { versionName } from '../../images/names';
import { joinClasses, pullColors } from '../../theme';
import { Legend } from '../Legend';
import { LazyPullFacts } from './LazyPullFacts';
import { VersionBars } from './VersionBars';

const useStyles = makeStyles(
  theme => {
    const { border } = pullColors(theme);
    return {
      root: {
        paddingLeft: 18,
        borderLeft: `1px solid ${border}`,
        fontSize: 13,
        overflowWrap: 'anywhere',
        '& h3': { margin: '0 0 6px', fontSize: 14, fontWeight: 700 },
        '& p': { margin: '0 0 6px' },
        '& section + section': {
          marginTop: 10,
          paddingTop: 10,
          borderTop: `1px solid ${border}`,
        },
      },
      below: {
        padding: '12px 0 0',
        borderLeft: 0,
        borderTop: `1px solid ${border}`,
      },
    };
  },
  { name: 'PullPerformanceLayersSide' },
);

/** What each version brought, how the reuse came about, the base and lazy pull. */
export function LayersSide(props: { image: ServiceImage; narrow: boolean }) {
  const { image, narrow } = props;
  const { base, lazyPull, versions } = image;
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <div className={joinClasses(classes.root, narrow && classes.below)}>
      {versions.length > 0 && (
        <section>
          <h3>{t('images.layers.byVersion')}</h3>
          <VersionBars image={image} />
        </section>
      )}
      <section>
        <h3>{t('images.layers.reuse')}</h3>
        <Reuse image={image} />
      </section>
      {base && base.layers > 0 && (
        <section>
          <h3>{t('images.layers.baseTitle')}</h3>
          <p>
            {t('images.layers.baseText', {
              name: base.name ?? t('images.layers.baseNoName'),
              count: base.layers,
              formatted: formatCount(base.layers),
              bytes: formatBytes(base.compressedBytes, { decimals: 1 }),
              services:
                base.sharedWithServices === 0
                  ? t('images.layers.baseAlone')
                  : t('images.layers.services', {
                      count: base.sharedWithServices,
                      formatted: formatCount(base.sharedWithServices),
                    }),
            })}
          </p>
        </section>
      )}
      {lazyPull && (
        <section>
          <h3>{t('images.layers.lazy')}</h3>
          <LazyPullFacts lazyPull={lazyPull} />
        </section>
      )}
    </div>
  );
}

function Reuse(props: { image: ServiceImage }) {
  const { image } = props;
  const { reuseShare, compressedBytes, fetchedAgainBytes, previous } = image;
  const t = usePullTranslation();
  if (
    reuseShare === undefined ||
    compressedBytes === undefined ||
    fetchedAgainBytes === undefined ||
    !previous
  ) {
    return <p>{t('images.layers.reuseUnknown')}</p>;
  }
  const megabytes = (bytes: number) => formatBytes(bytes, { decimals: 1 });
  return (
    <>
      <p>
        {t('images.layers.reuseText', {
          share: <b>{formatShare(reuseShare)}</b>,
          kept: megabytes(compressedBytes - fetchedAgainBytes),
          all: megabytes(compressedBytes),
          previous: versionName(image, previous.digest),
        })}
      </p>
      <Legend
        items={[
          { mark: 'cached', text: t('images.layers.unchanged') },
          { mark: 'again', text: t('images.layers.downloadedAgain') },
        ]}
      />
    </>
  );
}
