import { plainName } from '../../score/evidence';
import { areaDefinition } from '../../score/areas';
import { FixCondition } from '../../schema/openapi';
import { formatCount, formatShare } from '../../units/numbers';
import { formatSeconds } from '../../units/seconds';
import { counted, isAmount, isShare } from '../facts/amounts';
import {
  isNamed,
  mainWorkload,
  pulledImages,
  workloadText,
} from '../facts/mainWorkload';
import { joinedNodes } from '../facts/joinedNodes';
import {
  arrivals,
  noPullsReason,
  worstClusterOf,
  worstScoreOf,
} from '../facts/worstCluster';
import { FixFacts } from '../FixRule';
import { condition, Finding, met, unknown, unmet } from './condition';
import { missesTarget } from './missesTarget';

/** Where more than 95 of 100 pulls find the image on the node, the p95 over all of them is no wait already. */
const mostOnNodeShare = 0.95;
/** Our choice, in words "most of". */
const half = 0.5;
const defaultMostFull = areaDefinition('nodeDiskHealth').defaultLimits.d;

/** What must be so for any pre-pull to help: all of it about the cluster that decides the pull time. */
export function prepullConditions(facts: FixFacts): FixCondition[] {
  return [
    missesTarget(facts, 'pullTime'),
    condition(
      { id: 'missing-on-nodes', what: 'Images are often missing on nodes' },
      missingOnNodes(facts),
    ),
    condition(
      { id: 'waits-for-bytes', what: 'Pods wait for bytes, not for checks' },
      waitsForBytes(facts),
    ),
    condition(
      { id: 'nodes-before-pods', what: 'Nodes are there before the pods' },
      nodesBeforePods(facts),
    ),
    condition(
      { id: 'workload', what: 'A workload whose images can be fetched before' },
      workload(facts),
    ),
    condition(
      { id: 'room-on-disks', what: 'Disks have room for more images' },
      roomOnDisks(facts),
    ),
  ];
}

/** What was measured, for {@link FixRule.why}. */
export function whyPrepull(facts: FixFacts): string {
  const score = worstScoreOf(facts);
  const p95 = facts.scorecard.areas.pullTime.value;
  const found = arrivals(score?.counts);
  return `Pods in ${nameOf(facts)} wait ${formatSeconds(
    isAmount(p95) ? p95 : 0,
  )} (p95) for images, and ${formatCount(
    found?.brought ?? 0,
  )} of ${pullsInWords(
    (found?.brought ?? 0) + (found?.onNode ?? 0),
  )} found theirs missing on the node`;
}

function missingOnNodes(facts: FixFacts): Finding {
  const found = arrivals(worstScoreOf(facts)?.counts);
  if (!found) {
    return unknown(noPullsReason(facts));
  }
  const { brought, onNode } = found;
  const share = onNode / (brought + onNode);
  const text = `${formatShare(share)} of ${pullsInWords(
    brought + onNode,
  )} in ${nameOf(facts)} found the image on the node`;
  return share > mostOnNodeShare
    ? unmet(`${text} already: a pre-pull changes little`)
    : met(text);
}

function waitsForBytes(facts: FixFacts): Finding {
  const score = worstScoreOf(facts);
  const all = score?.waitSeconds?.sum;
  const graded = score?.gradedWaitSeconds?.sum ?? 0;
  if (!isAmount(all) || all === 0 || !isAmount(graded) || graded > all * 1.01) {
    return unknown(noPullsReason(facts));
  }
  const share = Math.min(1, graded / all);
  const text = `${formatShare(share)} of the waiting in ${nameOf(
    facts,
  )} was for pulls that brought bytes`;
  return share < half
    ? unmet(
        `${text}: the rest only asked the registry, as with the policy Always, and a pre-pull does not change that`,
      )
    : met(text);
}

function nodesBeforePods(facts: FixFacts): Finding {
  const joined = joinedNodes(facts, worstClusterOf(facts));
  const found = arrivals(worstScoreOf(facts)?.counts);
  if (!found) {
    return unknown(noPullsReason(facts));
  }
  if (joined === undefined) {
    return unknown({
      code: 'node-ages-unknown',
      what: `The ages of the nodes of ${nameOf(facts)} are unknown`,
      why: 'A pre-pull helps only nodes that are there before the pod, and nothing tells when these joined.',
      next: 'Let the cluster be read with the right to list nodes; see docs/installation.md.',
    });
  }
  const chosen = mainWorkload(facts, worstClusterOf(facts));
  const images = Math.max(1, chosen ? pulledImages(chosen).length : 1);
  const first = Math.min(found.brought, joined * images);
  const nodes = counted(joined, 'node', formatCount(joined));
  const text = `${nodes} joined ${nameOf(
    facts,
  )} in the window, so at most ${formatCount(first)} of ${pullsInWords(
    found.brought,
  )} that brought bytes were the first on a new node`;
  return first > found.brought * half
    ? unmet(`${text}, where a pre-pull comes too late`)
    : met(text);
}

function workload(facts: FixFacts): Finding {
  const cluster = worstClusterOf(facts);
  const chosen = mainWorkload(facts, cluster);
  if (chosen) {
    const images = pulledImages(chosen).length;
    return met(
      `${workloadText(chosen)} in ${nameOf(facts)} needs ${counted(
        images,
        'image',
        formatCount(images),
      )}`,
    );
  }
  const ofCluster = facts.workloads.filter(one => one.cluster === cluster);
  const named = ofCluster.filter(isNamed);
  if (named.length > 0 && named.every(({ kind }) => kind === 'DaemonSet')) {
    return unmet(
      `It runs as a DaemonSet in ${nameOf(
        facts,
      )}: its own pods are on each node as early as a pre-pull`,
    );
  }
  return unknown({
    code: 'workloads-unknown',
    what: `The workloads and images in ${nameOf(facts)} are not known`,
    why: 'No pod of it with a readable image was seen there since workloads are read.',
    next: 'Wait for the next pod, or look at the collection of this cluster for problems.',
  });
}

/** Kubernetes itself tells of full disks, so this is known wherever nodes are; a disk that nobody measures may be fuller than that. */
function roomOnDisks(facts: FixFacts): Finding {
  const cluster = worstClusterOf(facts);
  const nodes = facts.nodes.filter(one => one.cluster === cluster);
  if (nodes.length === 0) {
    return unknown({
      code: 'nodes-unknown',
      what: `The nodes that ran it in ${nameOf(facts)} are unknown`,
      why: 'Whether their disks have room for more images cannot be told.',
      next: 'Let the cluster be read with the right to list nodes; see docs/installation.md.',
    });
  }
  const full = nodes.filter(({ health }) => health === 'full').length;
  const most = facts.scorecard.areas.nodeDiskHealth.limits?.d;
  const all = counted(nodes.length, 'node', formatCount(nodes.length));
  const text = `${formatCount(full)} of ${all} in ${nameOf(
    facts,
  )} reported a nearly full disk`;
  // More bad disks than grade D allows: such nodes would have to remove other images.
  return full > nodes.length * (isShare(most) ? most : defaultMostFull)
    ? unmet(`${text}: there the kubelet would remove other images instead`)
    : met(text);
}

function pullsInWords(count: number): string {
  return counted(count, 'pull', formatCount(count));
}

function nameOf(facts: FixFacts): string {
  return plainName(worstClusterOf(facts) ?? '', 40) || 'any cluster';
}
