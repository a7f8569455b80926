import { makeStyles } from '@material-ui/core/styles';
import { ImageAdvice } from 'backstage-plugin-pull-performance-common';
import { useState } from 'react';
import { sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { ActionButton } from '../ActionButton';

const SHOWN_AT_FIRST = 3;

const useStyles = makeStyles(
  theme => ({
    root: {
      margin: '0 0 14px',
      padding: '10px 14px',
      borderRadius: 4,
      backgroundColor: pullColors(theme).soft,
      fontSize: 13,
    },
    title: { margin: '0 0 4px', fontSize: 13, fontWeight: 700 },
    list: {
      display: 'grid',
      gap: 6,
      margin: 0,
      paddingLeft: 18,
      overflowWrap: 'anywhere',
    },
  }),
  { name: 'PullPerformanceAdvice' },
);

/** What could be better about an image: what, why and what to do. */
export function AdviceList(props: { advice: ImageAdvice[] }) {
  const { advice } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const [all, setAll] = useState(false);
  if (advice.length === 0) {
    return null;
  }
  return (
    <div className={classes.root}>
      <h3 className={classes.title}>{t('images.layers.advice')}</h3>
      <ul className={classes.list} aria-label={t('images.layers.advice')}>
        {advice
          .slice(0, all ? undefined : SHOWN_AT_FIRST)
          .map(({ code, layerDigest, what, why, next }) => (
            <li key={`${code} ${layerDigest ?? ''} ${what}`}>
              <b>{sentences(what)}</b> {sentences(why)}{' '}
              <b>{t('images.layers.next')}</b> {sentences(next)}
            </li>
          ))}
      </ul>
      {advice.length > SHOWN_AT_FIRST && !all && (
        <ActionButton onClick={() => setAll(true)}>
          {t('images.layers.allAdvice', { number: String(advice.length) })}
        </ActionButton>
      )}
    </div>
  );
}
