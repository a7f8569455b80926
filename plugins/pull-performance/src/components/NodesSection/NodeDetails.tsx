import { ServiceNode } from 'backstage-plugin-pull-performance-common';
import { formatMoment, sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import {
  diskFacts,
  FactList,
  pullingInWords,
  ReasonWords,
} from '../DiskDetails';

/** Everything that is known of one node. */
export function NodeDetails(props: { node: ServiceNode }) {
  const { reason, pulling, disk, vmSize, parallelPulls, createdAt } =
    props.node;
  const t = usePullTranslation();
  return (
    <FactList
      facts={[
        {
          name: t('nodes.details.why'),
          text: reason && <ReasonWords reason={reason} />,
        },
        {
          name: t('nodes.details.throttled'),
          text: pullingInWords(t, pulling),
        },
        ...diskFacts(t, disk),
        { name: t('nodes.details.vmSize'), text: vmSize },
        {
          name: t('nodes.details.mode'),
          text: sentences(
            t(`nodes.mode.${parallelPulls.mode}`),
            parallelPulls.basis,
          ),
        },
        {
          name: t('nodes.details.joined'),
          text: createdAt && formatMoment(createdAt),
        },
      ]}
    />
  );
}
