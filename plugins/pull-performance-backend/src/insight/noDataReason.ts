import {
  ClusterCollection,
  OutcomeCounts,
  Reason,
} from 'backstage-plugin-pull-performance-common';
import { AccessProblem } from '../kubernetes/access/ClusterDirectory';
import { EntityLink } from './entityLink';
import { noImages } from './images/imageReasons';

const ignored: Reason = {
  code: 'ignored',
  what: 'This entity is left out',
  why: 'Its annotation pull-performance/ignore is "true".',
  next: 'Remove the annotation from its catalog-info.yaml to see its pulls.',
};

const notLinked: Reason = {
  code: 'not-linked',
  what: 'No workloads are linked to this entity',
  why: 'It has neither the annotation backstage.io/kubernetes-id nor backstage.io/kubernetes-label-selector.',
  next: 'Add one of them to its catalog-info.yaml. With kubernetes-id, the workloads need the label backstage.io/kubernetes-id with the same value.',
};

const noWorkload: Reason = {
  code: 'no-workload',
  what: 'No workload found',
  why: 'No workload in the clusters that are read carries what the annotations of this entity ask for.',
  next: 'Compare the labels of the pods with the annotations backstage.io/kubernetes-id, -label-selector, -namespace and -cluster of the entity.',
};

const noNodes: Reason = {
  code: 'no-nodes',
  what: 'No node is known yet',
  why: 'In this window no pull named the node that it ran on. Single nodes are known for as long as single pulls are kept.',
  next: 'Nothing to do: the next rollout or new node brings a pull. Or choose a window that is less far back.',
};

/** What is known about an entity without a graded pull. */
export interface NoDataFacts {
  link: EntityLink;
  /** The cluster that was asked for, if any. */
  cluster?: string;
  collection: ClusterCollection[];
  /** Ways to clusters that could not tell which clusters there are. */
  accessProblems: readonly AccessProblem[];
  workloadCount: number;
  /** Of the window, over all clusters. */
  counts: OutcomeCounts;
  windowHours: number;
}

/** Why there is nothing to grade, from the first thing that is missing on the way of the data. */
export function noDataReason(facts: NoDataFacts): Reason {
  const { counts } = facts;
  const cached = counts.checked + counts.present;
  const unlinked = linkReason(facts.link);
  if (unlinked) {
    return unlinked;
  }
  if (cached > 0 || counts.failed > 0) {
    return nothingBroughtBytes(cached, counts.failed);
  }
  return (
    noClusterReason(facts) ??
    (facts.workloadCount === 0 ? noWorkload : noPulls(facts.windowHours))
  );
}

/** Why no workload is known, from the first thing that is missing on the way of the data. */
export function noWorkloadsReason(
  facts: Omit<NoDataFacts, 'counts' | 'windowHours' | 'workloadCount'>,
): Reason {
  return linkReason(facts.link) ?? noClusterReason(facts) ?? noWorkload;
}

/** Why no node is known, from the first thing that is missing on the way of the data. */
export function noNodesReason(
  facts: Omit<NoDataFacts, 'counts' | 'windowHours'>,
): Reason {
  return (
    linkReason(facts.link) ??
    noClusterReason(facts) ??
    (facts.workloadCount === 0 ? noWorkload : noNodes)
  );
}

/** Why no image is known, from the first thing that is missing on the way of the data. */
export function noImagesReason(
  facts: Omit<NoDataFacts, 'counts' | 'windowHours'>,
): Reason {
  return (
    linkReason(facts.link) ??
    noClusterReason(facts) ??
    (facts.workloadCount === 0 ? noWorkload : noImages)
  );
}

function linkReason(link: EntityLink): Reason | undefined {
  switch (link.state) {
    case 'ignored':
      return ignored;
    case 'not-linked':
      return notLinked;
    case 'unusable':
      return unusable(link.why);
    default:
      return undefined;
  }
}

function unusable(why: string | undefined): Reason {
  return {
    code: 'bad-annotation',
    what: 'The annotations of this entity cannot be used',
    why: why ?? 'They do not name workloads.',
    next: 'Correct them in its catalog-info.yaml.',
  };
}

function noPulls(windowHours: number): Reason {
  const days = Math.round(windowHours / 24);
  const length = windowHours < 48 ? `${windowHours} hours` : `${days} days`;
  return {
    code: 'no-pulls',
    what: 'Waiting for the first pull',
    why: `No pull was seen in the chosen ${length}. Kubernetes keeps events for about one hour, so earlier pulls cannot be added.`,
    next: 'Nothing to do: the next rollout or new node brings the first pull.',
  };
}

function nothingBroughtBytes(cached: number, failed: number): Reason {
  if (cached === 0) {
    return {
      code: 'only-failed',
      what: 'Every pull failed',
      why: `None of ${failed} pulls brought an image, so there is no wait to grade.`,
      next: 'See the failures with their causes.',
    };
  }
  return {
    code: 'only-cached',
    what: 'No pull brought bytes',
    why: `The image was already on the node in ${cached} of ${
      cached + failed
    } pulls${
      failed > 0 ? ', the others failed' : ''
    }; only pulls that bring bytes are graded.`,
    next: 'Nothing to do: the next new version or new node brings bytes.',
  };
}

function noClusterReason(
  facts: Pick<NoDataFacts, 'collection' | 'cluster' | 'accessProblems'>,
): Reason | undefined {
  const { collection, cluster } = facts;
  const [accessProblem] = facts.accessProblems;
  if (collection.length === 0 && accessProblem) {
    return {
      code: 'clusters-unknown',
      what: 'The clusters are unknown',
      why: `${accessProblem.what}: ${accessProblem.why}`,
      next: accessProblem.next,
    };
  }
  if (collection.length === 0) {
    return cluster === undefined
      ? {
          code: 'no-cluster',
          what: 'No cluster is read',
          why: 'Neither the Kubernetes plugin nor pullPerformance in app-config.yaml names a cluster.',
          next: 'Ask a platform engineer to add a cluster to the config of the Kubernetes plugin or to pullPerformance.clusters.',
        }
      : {
          code: 'unknown-cluster',
          what: `No cluster ${cluster} is read`,
          why: 'No cluster of this name is configured.',
          next: 'Choose one of the clusters listed under /v1/collection.',
        };
  }
  if (collection.every(({ state }) => state === 'starting')) {
    return {
      code: 'starting',
      what: 'Collecting has just begun',
      why: 'No cluster has been read whole yet.',
      next: 'Come back in a minute.',
    };
  }
  const unreadable = collection.filter(
    ({ state }) => state === 'failing' || state === 'skipped',
  );
  if (unreadable.length === collection.length) {
    const [first] = unreadable;
    const [problem] = first.problems;
    return {
      code: 'not-collecting',
      what: `${unreadable.length === 1 ? 'The cluster' : 'No cluster'} can${
        unreadable.length === 1 ? 'not' : ''
      } be read`,
      why: problem
        ? `${first.cluster}: ${problem.what}. ${problem.why}`
        : `${first.cluster} is ${first.state}.`,
      next:
        problem?.next ?? 'See the state of the clusters under /v1/collection.',
    };
  }
  return undefined;
}
