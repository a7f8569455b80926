import { Entity } from '@backstage/catalog-model';
import { Link } from '@backstage/core-components';
import CloudOff from '@material-ui/icons/CloudOff';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { SETUP_GUIDE_URL } from '../../links';
import { CodeBlock } from '../CodeBlock';
import { CopyButton } from '../CopyButton';
import { StateMessage } from '../StateMessage';

/** No cluster is configured: said plainly, with what to write where. */
export function NoCluster(props: { entity: Entity }) {
  const { entity } = props;
  const t = usePullTranslation();
  const { name, title } = entity.metadata;
  const yaml = [
    'pullPerformance:',
    '  clusters:',
    '    - name: prod',
    `      # ${t('noCluster.kubeconfig')}`,
    '      kubeconfig: { file: /etc/backstage/kubeconfig }',
    `# ${t('noCluster.orPlugin')}`,
    'kubernetes:',
    '  serviceLocatorMethod: { type: multiTenant }',
    '  clusterLocatorMethods:',
    '    - type: config',
    '      clusters:',
    '        - name: prod',
    '          url: https://kubernetes.example.com',
    '          authProvider: serviceAccount',
    '          serviceAccountToken: ${K8S_TOKEN}',
  ].join('\n');
  return (
    <StateMessage
      icon={CloudOff}
      title={t('noCluster.title')}
      actions={
        <>
          <CopyButton
            variant="contained"
            text={yaml}
            label={t('noCluster.copy')}
          />
          <Link to={SETUP_GUIDE_URL}>{t('noCluster.guide')}</Link>
        </>
      }
    >
      <p>{t('noCluster.text', { file: <code>app-config.yaml</code> })}</p>
      <CodeBlock text={yaml} label="app-config.yaml" />
      <p>{t('noCluster.after', { name: title ?? name })}</p>
    </StateMessage>
  );
}
