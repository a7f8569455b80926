import { makeStyles } from '@material-ui/core/styles';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { CodeBlock } from '../CodeBlock';
import { CopyButton } from '../CopyButton';
import { howParts } from './howParts';

const useStyles = makeStyles(
  {
    command: { margin: '4px 0' },
    code: {
      fontFamily: '"DejaVu Sans Mono", Menlo, Consolas, monospace',
      fontSize: '0.9em',
    },
  },
  { name: 'PullPerformanceHowWords' },
);

/** What to do, with names as code and commands to copy. */
export function HowWords(props: { text: string }) {
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <>
      {howParts(props.text).map(({ kind, text }, index) => {
        const key = `${index} ${kind}`;
        if (kind === 'command') {
          return (
            <div key={key} className={classes.command}>
              <CodeBlock text={text} label={t('fixes.how')} />
              <CopyButton text={text} label={t('fixes.copyCommand')} />
            </div>
          );
        }
        return kind === 'name' ? (
          <code key={key} className={classes.code}>
            {text}
          </code>
        ) : (
          <span key={key}>{text}</span>
        );
      })}
    </>
  );
}
