import {
  formatCount,
  formatSeconds,
  ServiceNode,
} from 'backstage-plugin-pull-performance-common';
import { formatMoment, sentences } from '../../format';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { p50Of, p95Of } from '../../scorecard/split';
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
          name: t('nodes.columns.pulls'),
          text: waitsInWords(t, props.node),
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

/** The pulls of the service on the node, and their waits. */
function waitsInWords(t: Translate, node: ServiceNode): string {
  const p50 = p50Of(node.waitSeconds);
  const p95 = p95Of(node.waitSeconds);
  const pulls = t('count.pulls', {
    count: node.pulls,
    formatted: formatCount(node.pulls),
  });
  return p50 === undefined || p95 === undefined
    ? t('nodes.details.tooFew', { pulls })
    : t('nodes.details.waits', {
        pulls,
        p50: formatSeconds(p50),
        p95: formatSeconds(p95),
      });
}
