import { ANNOTATION_EDIT_URL, Entity } from '@backstage/catalog-model';
import { Link, LinkButton } from '@backstage/core-components';
import LinkIcon from '@material-ui/icons/Link';
import { makeStyles } from '@material-ui/core/styles';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { LINKING_URL } from '../../links';
import { pullColors } from '../../theme';
import { CodeBlock } from '../CodeBlock';
import { CopyButton } from '../CopyButton';
import { StateMessage } from '../StateMessage';

const useStyles = makeStyles(
  theme => ({
    note: { fontSize: 12, color: pullColors(theme).secondText },
    edit: { minHeight: 32, fontSize: 13, textTransform: 'none' },
    help: { fontSize: 13, fontWeight: 500, padding: '6px' },
  }),
  { name: 'PullPerformanceNotLinked' },
);

/** Which annotation links the entity to its workloads, and where to write it. */
export function NotLinked(props: { entity: Entity }) {
  const { entity } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const { name } = entity.metadata;
  const editUrl = entity.metadata.annotations?.[ANNOTATION_EDIT_URL];
  const yaml = [
    'metadata:',
    '  annotations:',
    `    backstage.io/kubernetes-id: ${name}`,
    `    # ${t('notLinked.comment')}`,
    `    backstage.io/kubernetes-label-selector: 'app=${name}'`,
  ].join('\n');
  return (
    <StateMessage
      icon={LinkIcon}
      title={t('notLinked.title', { name: entity.metadata.title ?? name })}
      actions={
        <>
          <CopyButton
            variant="contained"
            text={`backstage.io/kubernetes-id: ${name}`}
            label={t('notLinked.copy')}
          />
          {editUrl && (
            <LinkButton
              to={editUrl}
              variant="outlined"
              color="primary"
              className={classes.edit}
            >
              {t('notLinked.edit')}
            </LinkButton>
          )}
          <Link to={LINKING_URL} className={classes.help}>
            {t('notLinked.help')}
          </Link>
        </>
      }
    >
      <p>{t('notLinked.text', { file: <code>catalog-info.yaml</code> })}</p>
      <CodeBlock text={yaml} label="catalog-info.yaml" />
      <p className={classes.note}>
        {t('notLinked.label', {
          label: <code>{`backstage.io/kubernetes-id: ${name}`}</code>,
        })}
      </p>
    </StateMessage>
  );
}
