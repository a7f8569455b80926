import { formatCount } from 'backstage-plugin-pull-performance-common';
import { makeStyles } from '@material-ui/core/styles';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { FileView } from './FileView';
import { DryRunResult } from './useDryRun';

const useStyles = makeStyles(
  {
    text: { margin: '10px 0 6px', fontSize: 14, overflowWrap: 'anywhere' },
    list: { margin: 0, paddingLeft: 20 },
  },
  { name: 'PullPerformancePreviewResult' },
);

/** The files that would be written, or why there are none to show. */
export function PreviewResult(props: { result: DryRunResult }) {
  const { result } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  switch (result.kind) {
    case 'files':
      if (result.files.length === 0) {
        return <p className={classes.text}>{t('form.preview.nothing')}</p>;
      }
      return (
        <>
          <p className={classes.text}>
            {t('form.preview.files', {
              count: result.files.length,
              formatted: formatCount(result.files.length),
            })}
          </p>
          {result.files.map(file => (
            <FileView key={file.path} file={file} />
          ))}
        </>
      );
    case 'invalid':
      return (
        <div role="alert" className={classes.text}>
          {t('form.preview.invalid')}
          <ul className={classes.list}>
            {result.messages.map(message => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </div>
      );
    case 'failed':
      return (
        <p role="alert" className={classes.text}>
          {t('form.preview.failed', { message: result.message })}
        </p>
      );
    case 'refused':
      return (
        <p role="alert" className={classes.text}>
          {t('form.preview.refused')}
        </p>
      );
    case 'noTemplate':
      return (
        <p role="alert" className={classes.text}>
          {t('form.preview.notFound', { template: result.template })}
        </p>
      );
    default:
      return <p className={classes.text}>{t('form.preview.unknown')}</p>;
  }
}
