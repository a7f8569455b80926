import { makeStyles } from '@material-ui/core/styles';
import {
  Area,
  areaDefinition,
  AreaId,
  formatAreaValue,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { joinClasses, pullColors } from '../../theme';

const useStyles = makeStyles(
  theme => ({ unknown: { color: pullColors(theme).gradeFill.unknown } }),
  { name: 'PullPerformanceAreaValue' },
);

/** An area's value, or that it is unknown, and its target below. */
export function AreaValue(props: {
  id: AreaId;
  area: Area;
  valueClass: string;
  targetClass: string;
  /** Of what the value is, where nothing beside it says so. */
  words?: string;
}) {
  const { id, area, valueClass, targetClass, words } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const target = formatAreaValue(area.target, area.unit);
  return (
    <>
      {area.value === undefined ? (
        <div className={joinClasses(valueClass, classes.unknown)}>
          {t('unknown')}
        </div>
      ) : (
        <div className={valueClass}>
          {formatAreaValue(area.value, area.unit)}
        </div>
      )}
      {words && area.value !== undefined && (
        <div className={targetClass}>{words}</div>
      )}
      <div className={targetClass}>
        {areaDefinition(id).direction === 'higher-is-better'
          ? t('area.targetMin', { value: target })
          : t('area.targetMax', { value: target })}
      </div>
    </>
  );
}
