import { makeStyles } from '@material-ui/core/styles';
import {
  formatDay,
  ImageVersion,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { TabFilters } from '../../hooks/useTabFilters';
import { versionName } from '../../images/names';
import { SelectField } from '../SelectField';

const useStyles = makeStyles(
  { root: { display: 'flex', flexWrap: 'wrap', gap: 10, paddingBottom: 12 } },
  { name: 'PullPerformanceCompare' },
);

/** The choice of any two versions of an image. */
export function CompareVersions(props: {
  /** What runs now, with its versions. */
  image: ServiceImage;
  filters: TabFilters;
  change: (filters: Partial<TabFilters>) => void;
}) {
  const { image, filters, change } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const version = filters.version ?? image.digest ?? '';
  const comparedWith = filters.comparedWith ?? '';
  const optionOf = ({ digest, firstSeenAt }: ImageVersion) => ({
    value: digest,
    label: `${versionName(image, digest)} · ${formatDay(firstSeenAt)}`,
  });
  return (
    <div className={classes.root}>
      <SelectField
        label={t('images.layers.compareVersion')}
        value={version}
        options={withChosen(image.versions.map(optionOf), version, image)}
        onChange={chosen =>
          change({
            version: chosen,
            comparedWith:
              chosen === filters.comparedWith
                ? undefined
                : filters.comparedWith,
          })
        }
      />
      <SelectField
        label={t('images.layers.compareWith')}
        value={comparedWith}
        options={[
          { value: '', label: t('images.layers.before') },
          ...withChosen(
            image.versions
              .filter(({ digest }) => digest !== version)
              .map(optionOf),
            comparedWith,
            image,
          ),
        ]}
        onChange={chosen =>
          change({ version, comparedWith: chosen || undefined })
        }
      />
    </div>
  );
}

/** A link may name a version that is not among the latest. */
function withChosen(
  options: { value: string; label: string }[],
  chosen: string,
  image: ServiceImage,
) {
  return chosen === '' || options.some(({ value }) => value === chosen)
    ? options
    : [...options, { value: chosen, label: versionName(image, chosen) }];
}
