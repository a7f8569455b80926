import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import Visibility from '@material-ui/icons/Visibility';
import { useParams } from 'react-router-dom';
import { ActionButton } from '../../components/ActionButton';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { formValues, PullPerformancePreviewOptions } from '../fieldProps';
import { useFieldStyles } from '../useFieldStyles';
import { PreviewResult } from './PreviewResult';
import { useDryRun } from './useDryRun';

/** Runs the form's template without effect and shows the files that it would write. */
export function FilesPreview(
  props: FieldExtensionComponentProps<null, PullPerformancePreviewOptions>,
) {
  const { schema, name, uiSchema } = props;
  const classes = useFieldStyles();
  const t = usePullTranslation();
  const page = useParams();
  const { running, ranWith, result, run } = useDryRun();
  const template =
    uiSchema['ui:options']?.template ??
    (page.templateName &&
      `template:${page.namespace ?? 'default'}/${page.templateName}`);
  // The field itself holds nothing.
  const { [name]: _, ...others } = formValues(props);
  const values = JSON.stringify(others);
  const title = schema.title ?? t('form.preview.title');
  return (
    <section className={classes.set} aria-label={title}>
      <h3 className={classes.legend}>{title}</h3>
      <p className={classes.text}>
        {schema.description ?? t('form.preview.text')}
      </p>
      {template ? (
        <ActionButton
          variant="outlined"
          disabled={running}
          startIcon={<Visibility fontSize="inherit" aria-hidden />}
          onClick={() => run(template, values)}
        >
          {result ? t('form.preview.again') : t('form.preview.show')}
        </ActionButton>
      ) : (
        <p className={classes.text}>{t('form.preview.noTemplate')}</p>
      )}
      <div aria-live="polite" aria-busy={running}>
        {running && <p className={classes.text}>{t('form.preview.running')}</p>}
        {result && ranWith !== values && (
          <p className={classes.text}>{t('form.preview.changed')}</p>
        )}
        {result && ranWith === values && <PreviewResult result={result} />}
      </div>
    </section>
  );
}
