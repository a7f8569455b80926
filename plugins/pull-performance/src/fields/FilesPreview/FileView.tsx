import { makeStyles } from '@material-ui/core/styles';
import { formatCount } from 'backstage-plugin-pull-performance-common';
import { CopyButton } from '../../components/CopyButton';
import { ScrollArea } from '../../components/ScrollArea';
import { WrittenFile } from '../../fixes/writtenFiles';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';

/** More than anybody reads here, and less than what makes a page slow. */
const MOST_CHARACTERS = 60_000;

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      root: {
        margin: '0 0 12px',
        border: `1px solid ${colors.border}`,
        borderRadius: 4,
        overflow: 'hidden',
      },
      header: {
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        columnGap: 10,
        padding: '4px 12px',
        fontSize: 13,
        backgroundColor: colors.soft,
      },
      path: {
        flex: '1 1 auto',
        margin: 0,
        minWidth: 0,
        fontSize: 13,
        fontWeight: 500,
        overflowWrap: 'anywhere',
      },
      code: {
        width: 'max-content',
        minWidth: '100%',
        boxSizing: 'border-box',
        margin: 0,
        padding: '8px 12px',
        color: theme.palette.text.primary,
        backgroundColor: colors.code,
        font: '12px/1.55 "DejaVu Sans Mono", Menlo, Consolas, monospace',
        whiteSpace: 'pre',
        tabSize: 4,
      },
      note: {
        margin: 0,
        padding: '4px 12px',
        fontSize: 12,
        color: colors.secondText,
      },
    };
  },
  { name: 'PullPerformanceFileView' },
);

/** One file: its path, what happens to it, and its content, to scroll and to copy. */
export function FileView(props: { file: WrittenFile }) {
  const { path, change, content } = props.file;
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <article className={classes.root} aria-label={path}>
      <header className={classes.header}>
        <h4 className={classes.path}>
          {t('form.preview.file', {
            change: t(`form.preview.change.${change}`),
            path,
          })}
        </h4>
        {content !== undefined && (
          <CopyButton text={content} label={t('form.preview.copy')} />
        )}
      </header>
      {content === undefined ? (
        change !== 'removed' && (
          <p className={classes.note}>{t('form.preview.noContent')}</p>
        )
      ) : (
        <ScrollArea
          label={t('form.preview.contentOf', { path })}
          limit="tall"
          content={content}
        >
          <pre className={classes.code}>
            <code>{content.slice(0, MOST_CHARACTERS)}</code>
          </pre>
        </ScrollArea>
      )}
      {content !== undefined && content.length > MOST_CHARACTERS && (
        <p className={classes.note}>
          {t('form.preview.cut', { formatted: formatCount(MOST_CHARACTERS) })}
        </p>
      )}
    </article>
  );
}
