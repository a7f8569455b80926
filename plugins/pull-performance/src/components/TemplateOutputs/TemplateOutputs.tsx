// Needs what Backstage calls alpha for the standard outputs below ours.
import { InfoCard } from '@backstage/core-components';
import { ScaffolderTaskOutput } from '@backstage/plugin-scaffolder-common';
import { DefaultTemplateOutputs } from '@backstage/plugin-scaffolder-react/alpha';
import { makeStyles } from '@material-ui/core/styles';
import { readWrittenFiles } from '../../fixes/writtenFiles';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { DownloadFile } from './DownloadFile';

const useStyles = makeStyles(
  {
    root: { paddingBottom: 16 },
    list: { margin: 0, paddingLeft: 20, display: 'grid', gap: 4 },
    text: { margin: '0 0 8px' },
    files: { display: 'flex', flexWrap: 'wrap', gap: 8 },
  },
  { name: 'PullPerformanceTemplateOutputs' },
);

/** What to do after a template ran, above what the scaffolder shows of each; files to download where no pull request was opened. */
export function TemplateOutputs(props: { output?: ScaffolderTaskOutput }) {
  const { output } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const files = (readWrittenFiles(output?.files) ?? []).filter(
    ({ content }) => content !== undefined,
  );
  // The link to the service is a reference to an entity.
  const opened = (output?.links ?? []).some(({ url }) => Boolean(url));
  return (
    <>
      {(opened || files.length > 0) && (
        <div className={classes.root}>
          <InfoCard
            title={t('form.outputs.title')}
            titleTypographyProps={{ component: 'h2' }}
          >
            {opened ? (
              <ol className={classes.list}>
                <li>{t('form.outputs.merge')}</li>
                <li>{t('form.outputs.rollOut')}</li>
                <li>{t('form.outputs.measure')}</li>
              </ol>
            ) : (
              <>
                <p className={classes.text}>
                  {t('form.outputs.put')} {t('form.outputs.record')}
                </p>
                <div
                  role="group"
                  aria-label={t('form.outputs.files')}
                  className={classes.files}
                >
                  {files.map(file => (
                    <DownloadFile key={file.path} file={file} />
                  ))}
                </div>
              </>
            )}
          </InfoCard>
        </div>
      )}
      <DefaultTemplateOutputs output={output} />
    </>
  );
}
