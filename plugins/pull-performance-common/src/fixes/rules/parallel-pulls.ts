import { plainName } from '../../score/evidence';
import { FixCondition, ServiceNode } from '../../schema/openapi';
import { formatCount, formatShare } from '../../units/numbers';
import {
  condition,
  Finding,
  met,
  unknown,
  unmet,
} from '../conditions/condition';
import { missesTarget, valueAndTarget } from '../conditions/missesTarget';
import { sentence } from '../conditions/sentence';
import { counted, isAmount, isShare } from '../facts/amounts';
import { minorVersion, providerOf } from '../facts/provider';
import {
  noPullsReason,
  worstClusterOf,
  worstScoreOf,
} from '../facts/worstCluster';
import { FixFacts, FixRule } from '../FixRule';

/** Our choice: where less of the waiting was in the queue, the pulls themselves are what takes long. */
const leastQueueShare = 0.2;
/** Of the time of pulls; from less nothing is concluded, as in `judgeNode`. */
const leastObservedShare = 0.5;
/** Our choice: a disk that is busy for most of the time of pulls has nothing left for more of them. */
const mostBusyShare = 0.5;
/** From this minor version on AKS pulls in parallel (AKS CHANGELOG). */
const firstParallelMinorOfAks = 31;

/**
 * Several pulls of a node at once.
 *
 * They share the link and the disk: where one of these holds pulls up, more at once change nothing or make it worse. The disk is judged, the link is measured by
 * nobody and therefore a risk.
 */
export const parallelPulls: FixRule = {
  id: 'parallel-pulls',
  title: 'Pull images in parallel',
  area: 'pullTime',
  effort: {
    who: 'platform',
    what: 'A setting of the kubelets, or on AKS a version from 1.31 on; nodes are replaced or restarted.',
  },
  risks: [
    'Pulls at once share the link of the node, which nothing measures here: where it is full, each of them takes longer.',
    'A slow disk gets slower with more pulls at once; set a limit (maxParallelImagePulls).',
    'The registry gets more requests at once and may limit them.',
  ],
  how: 'Set serializeImagePulls: false and a limit such as maxParallelImagePulls: 3 for the kubelets. AKS does not take these settings: update it to 1.31 or newer, and unregister the feature DisableParallelImagePulls should it be registered.',
  undo: 'Set serializeImagePulls: true again; on AKS register the feature DisableParallelImagePulls.',
  conditions,
  why(facts) {
    const share = worstScoreOf(facts)?.queueShare;
    const nodes = serialNodes(facts).length;
    return sentence(
      valueAndTarget(facts, 'pullTime'),
      `${formatShare(
        isShare(share) ? share : 0,
      )} of the waiting was in the queue behind other pulls, and ${counted(
        nodes,
        'node',
        formatCount(nodes),
      )} ran one pull after the other`,
    );
  },
};

function conditions(facts: FixFacts): FixCondition[] {
  return [
    missesTarget(facts, 'pullTime'),
    condition(
      { id: 'queueing', what: 'Pulls wait behind other pulls' },
      queueing(facts),
    ),
    condition(
      { id: 'serial-nodes', what: 'Nodes run one pull after the other' },
      serial(facts),
    ),
    condition(
      { id: 'disks-keep-up', what: 'The disks of these nodes keep up' },
      disksKeepUp(facts),
    ),
    condition(
      { id: 'can-be-set', what: 'The platform can change it' },
      canBeSet(facts),
    ),
  ];
}

function nodesOf(facts: FixFacts): ServiceNode[] {
  const cluster = worstClusterOf(facts);
  return facts.nodes.filter(node => node.cluster === cluster);
}

function serialNodes(facts: FixFacts): ServiceNode[] {
  return nodesOf(facts).filter(node => node.parallelPulls.mode === 'serial');
}

function clusterName(facts: FixFacts): string {
  return plainName(worstClusterOf(facts) ?? '', 40) || 'any cluster';
}

function queueing(facts: FixFacts): Finding {
  const share = worstScoreOf(facts)?.queueShare;
  if (!isShare(share)) {
    const reason = noPullsReason(facts);
    return unknown(
      worstScoreOf(facts)
        ? {
            code: 'queue-unknown',
            what: `How long pulls of ${clusterName(facts)} queued is unknown`,
            why: 'Its events do not tell the wait and the pull apart, as those of kubelets before 1.26 may not.',
            next: 'Update the kubelets, or wait for pulls that brought bytes.',
          }
        : reason,
    );
  }
  const text = `${formatShare(share)} of the waiting in ${clusterName(
    facts,
  )} was in the queue`;
  return share >= leastQueueShare
    ? met(text)
    : unmet(`${text}, less than ${formatShare(leastQueueShare)}`);
}

function serial(facts: FixFacts): Finding {
  const nodes = nodesOf(facts);
  const known = nodes.filter(node => node.parallelPulls.mode !== 'unknown');
  const ones = serialNodes(facts);
  const all = counted(nodes.length, 'node', formatCount(nodes.length));
  if (ones.length > 0) {
    return met(
      `${formatCount(ones.length)} of ${all} in ${clusterName(
        facts,
      )} run one pull after the other`,
    );
  }
  return known.length > 0
    ? unmet(
        `All ${formatCount(known.length)} known of ${all} in ${clusterName(
          facts,
        )} pull in parallel`,
      )
    : unknown({
        code: 'pull-concurrency-unknown',
        what: `Whether nodes of ${clusterName(
          facts,
        )} pull in parallel is unknown`,
        why: 'Their pulls rarely met, and no source tells how their kubelets are set.',
        next: 'Wait for more pulls, or configure a source that tells it; see docs/nodes.md.',
      });
}

function disksKeepUp(facts: FixFacts): Finding {
  const candidates = serialNodes(facts);
  const nodes = candidates.length > 0 ? candidates : nodesOf(facts);
  const sum = (secondsOf: (node: ServiceNode) => number) =>
    nodes.reduce((total, node) => {
      const seconds = secondsOf(node);
      return total + (isAmount(seconds) ? seconds : 0);
    }, 0);
  const observed = sum(({ pulling }) => pulling.observedSeconds);
  const all = sum(({ pulling }) => pulling.seconds);
  if (observed === 0 || observed < all * leastObservedShare) {
    return unknown(
      nodes.find(({ health, reason }) => health === 'unknown' && reason)
        ?.reason ?? {
        code: 'disks-unknown',
        what: `The disks of nodes of ${clusterName(facts)} are unknown`,
        why: 'Whether they could take more pulls at once cannot be told.',
        next: 'Install and configure the Azure or the Prometheus module; see docs/nodes.md.',
      },
    );
  }
  const busy = Math.min(
    1,
    sum(({ pulling }) => pulling.busySeconds + pulling.throttledSeconds) /
      observed,
  );
  const text = `Their disks were busy or throttled for ${formatShare(
    busy,
  )} of the measured time of pulls`;
  return busy < mostBusyShare
    ? met(text)
    : unmet(`${text}: more pulls at once would share the same disk`);
}

function canBeSet(facts: FixFacts): Finding {
  const cluster = worstClusterOf(facts);
  const { isAks, basis } = providerOf(facts, cluster);
  if (isAks === undefined) {
    return unknown({
      code: 'provider-unknown',
      what: basis,
      why: 'Whether its kubelets can be set, or it has to be updated, depends on who runs it.',
      next: 'Let the cluster be read with the right to list nodes; see docs/installation.md.',
    });
  }
  if (!isAks) {
    return met(`${basis}: its kubelets take serializeImagePulls`);
  }
  const versions = (
    facts.clusters.find(one => one.cluster === cluster)?.kubernetesVersions ??
    []
  )
    .map(minorVersion)
    .filter(minor => minor !== undefined);
  if (versions.length === 0) {
    return unknown({
      code: 'version-unknown',
      what: `The version of Kubernetes of ${clusterName(facts)} is unknown`,
      why: 'AKS pulls in parallel from 1.31 on.',
      next: 'Look: az aks show --query currentKubernetesVersion.',
    });
  }
  const oldest = Math.min(...versions);
  return oldest < firstParallelMinorOfAks
    ? met(
        `${basis}, and nodes run Kubernetes 1.${oldest}: from 1.31 on it pulls in parallel`,
      )
    : met(
        `${basis} with Kubernetes 1.${oldest}, which pulls in parallel unless the feature DisableParallelImagePulls is registered`,
      );
}
