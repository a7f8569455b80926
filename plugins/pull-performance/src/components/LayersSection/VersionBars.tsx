import { makeStyles } from '@material-ui/core/styles';
import {
  formatBytes,
  ImageVersion,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { versionName } from '../../images/names';
import { joinClasses, pullColors, visuallyHidden } from '../../theme';

const SHOWN_VERSIONS = 5;
/** The backend tells at most so many; the last of fewer is the first of all. */
const MOST_VERSIONS = 20;

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      table: {
        width: '100%',
        borderCollapse: 'collapse',
        fontSize: 12.5,
        fontVariantNumeric: 'tabular-nums',
        '& th, & td': {
          padding: '4px 0',
          borderBottom: `1px solid ${colors.border}`,
          fontWeight: 'inherit',
          textAlign: 'left',
        },
        '& tr:last-child > *': { borderBottom: 0 },
      },
      head: visuallyHidden,
      shown: { fontWeight: 700 },
      name: { maxWidth: 110 },
      bar: { width: 120 },
      value: { textAlign: 'right !important' as 'right', whiteSpace: 'nowrap' },
      fill: {
        height: 9,
        minWidth: 2,
        marginLeft: 8,
        borderRadius: 2,
        backgroundColor: colors.warm,
        forcedColorAdjust: 'none',
      },
      shownFill: { backgroundColor: colors.cold },
    };
  },
  { name: 'PullPerformanceVersionBars' },
);

/** What a node with the version before downloads again, for the latest versions. */
export function VersionBars(props: { image: ServiceImage }) {
  const { image } = props;
  const { versions } = image;
  const classes = useStyles();
  const t = usePullTranslation();
  const latest = versions.slice(0, SHOWN_VERSIONS);
  const largest = Math.max(
    ...latest.map(({ fetchedAgainBytes = 0 }) => fetchedAgainBytes),
    1,
  );
  const valueOf = ({ fetchedAgainBytes }: ImageVersion, index: number) => {
    if (fetchedAgainBytes !== undefined) {
      return formatBytes(fetchedAgainBytes, { decimals: 1 });
    }
    return index === versions.length - 1 && versions.length < MOST_VERSIONS
      ? t('images.layers.firstSeen')
      : t('unknown');
  };
  return (
    <table className={classes.table} aria-label={t('images.layers.byVersion')}>
      <thead className={classes.head}>
        <tr>
          <th scope="col">{t('images.layers.version')}</th>
          <th scope="col">{t('images.layers.columns.bar')}</th>
          <th scope="col">{t('images.layers.bytes')}</th>
        </tr>
      </thead>
      <tbody>
        {latest.map((version, index) => {
          const { digest, fetchedAgainBytes } = version;
          const shown = digest === image.digest;
          return (
            <tr key={digest} className={shown ? classes.shown : undefined}>
              <th scope="row" className={classes.name} title={digest}>
                {versionName(image, digest)}
              </th>
              <td className={classes.bar} aria-hidden>
                {fetchedAgainBytes !== undefined && (
                  <div
                    className={joinClasses(
                      classes.fill,
                      shown && classes.shownFill,
                    )}
                    style={{ width: `${(fetchedAgainBytes / largest) * 85}%` }}
                  />
                )}
              </td>
              <td className={classes.value}>{valueOf(version, index)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
