import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  Area,
  AreaId,
  Cause,
  ClusterCollection,
  limitsOfEntity,
  Reason,
  Scorecard,
  ScorecardAreas,
  scoreOverall,
  scorePullTime,
  ScorecardPrevious,
  ScoreSettings,
  confidenceOf,
} from 'backstage-plugin-pull-performance-common';
import { AccessProblem } from '../kubernetes/access/ClusterDirectory';
import { CollectionStore } from '../store/CollectionStore';
import { PullAggregate, PullStore, TimeWindow } from '../store/PullStore';
import {
  allClustersScore,
  clusterScores,
  imageWaitSecondsOf,
  ServiceData,
} from './clusterScores';
import { collectionAnswer } from './collectionAnswer';
import { entityLink } from './entityLink';
import { imageAreas } from './images/imageAreas';
import { ServiceImages } from './images/ServiceImages';
import { nodeArea } from './nodes/nodeArea';
import { NodeJudge } from './nodes/NodeJudge';
import {
  noDataReason,
  noImagesReason,
  noNodesReason,
  noWorkloadsReason,
} from './noDataReason';
import { broughtBytes, figuresOf, waitsOf } from './pullFigures';
import {
  clusterWaits,
  PullTimeEvidence,
  readPullTimeEvidence,
} from './pullTimeEvidence';
import { hoursOf, isoWindow, windowBefore } from './windows';

const mostWorkloads = 20;
const mostClusters = 100;
const hoursOfWeek = 7 * 24;

interface Question {
  subject: { entityRef: string };
  window: TimeWindow;
  cluster?: string;
}

const noData: ServiceData = { pulls: [], podStarts: [], failures: [] };

/** Makes the scorecard of a catalog entity from what the stores hold. */
export class ScorecardService {
  private constructor(
    private readonly pulls: PullStore,
    private readonly collection: CollectionStore,
    private readonly images: ServiceImages,
    private readonly nodes: NodeJudge,
    private readonly accessProblems: () => readonly AccessProblem[],
    private readonly settings: ScoreSettings,
  ) {}

  static create(options: {
    pulls: PullStore;
    collection: CollectionStore;
    images: ServiceImages;
    nodes: NodeJudge;
    /** Why clusters may be missing altogether. */
    accessProblems?: () => readonly AccessProblem[];
    settings: ScoreSettings;
  }): ScorecardService {
    return new ScorecardService(
      options.pulls,
      options.collection,
      options.images,
      options.nodes,
      options.accessProblems ?? (() => []),
      options.settings,
    );
  }

  /** The scorecard of a window, over all clusters or one, without fixes. */
  async getScorecard(options: {
    entity: Entity;
    window: TimeWindow;
    cluster?: string;
  }): Promise<Omit<Scorecard, 'fixes'>> {
    const { entity, cluster } = options;
    const window = await this.pulls.answeredWindow(options);
    const entityRef = stringifyEntityRef(entity);
    const link = entityLink(entity);
    const linked = link.state === 'linked';
    const question = { subject: { entityRef }, window, cluster };
    const [data, previous, workloads, collection, uses] = await Promise.all([
      linked ? this.readData(question) : noData,
      linked ? this.readPrevious(question) : undefined,
      linked
        ? this.pulls.workloadsOf({ entityRef, limit: mostWorkloads })
        : { items: [], total: 0 },
      this.readCollection(cluster),
      linked ? this.images.usesOf({ entityRef, cluster }) : [],
    ]);
    const evidence = linked
      ? await readPullTimeEvidence({
          store: this.pulls,
          entityRef,
          window,
          cluster,
          pulls: data.pulls,
        })
      : { window, widened: false, pulls: [] };

    const allClusters = allClustersScore(data);
    const { limits, problems } = limitsOfEntity(
      entity.metadata.annotations,
      this.settings,
    );
    const facts = {
      link,
      cluster,
      collection,
      accessProblems: this.accessProblems(),
      workloadCount: workloads.total,
    };
    const pullTime = withTargetsProblem(
      problems.pullTime,
      scorePullTime({
        clusters: clusterWaits(evidence.pulls),
        limits: limits.pullTime,
        window: isoWindow(evidence.window),
        widened: evidence.widened,
        reasonWithoutPulls: noDataReason({
          ...facts,
          counts: figuresOf(data.pulls).counts,
          windowHours: hoursOf(window),
        }),
      }),
    );
    const ofImages = await imageAreas({
      uses,
      graph: () => this.images.graph(),
      store: this.images.store,
      limits,
      reasonWithoutImages: noImagesReason(facts),
      nowMs: this.images.now(),
    });
    const nodeDiskHealth = await nodeArea({
      judge: this.nodes,
      ...{ entityRef, cluster, window },
      limits: limits.nodeDiskHealth,
      reasonWithoutNodes: noNodesReason(facts),
    });
    const areas = withWeights(
      {
        pullTime,
        imageSize: withTargetsProblem(problems.imageSize, ofImages.imageSize),
        layerReuse: withTargetsProblem(
          problems.layerReuse,
          ofImages.layerReuse,
        ),
        nodeDiskHealth: withTargetsProblem(
          problems.nodeDiskHealth,
          nodeDiskHealth,
        ),
      },
      this.settings.weights,
    );
    return {
      entityRef,
      window: isoWindow(window),
      link: {
        linked: linked || link.state === 'unusable',
        workloads: workloads.items,
        workloadCount: workloads.total,
      },
      overall: scoreOverall({ areas, weights: this.settings.weights }),
      areas,
      clusters: clusterScores(data),
      allClusters,
      previous,
      presentShare: presentShareOf(data.pulls),
      hoursLostPerWeek: hoursLostPerWeek(data, window),
      cause: causeOf(evidence, pullTime.worstCluster),
      collection,
    };
  }

  /** Why no image of an entity is known. */
  async noImagesReason(options: {
    entity: Entity;
    cluster?: string;
  }): Promise<Reason> {
    return noImagesReason(await this.linkFacts(options));
  }

  /** Why no workload of an entity is known. */
  async noWorkloadsReason(options: {
    entity: Entity;
    cluster?: string;
  }): Promise<Reason> {
    return noWorkloadsReason(await this.linkFacts(options));
  }

  /** Why no node of an entity is known. */
  async noNodesReason(options: {
    entity: Entity;
    cluster?: string;
  }): Promise<Reason> {
    return noNodesReason(await this.linkFacts(options));
  }

  private async linkFacts(options: { entity: Entity; cluster?: string }) {
    const { entity, cluster } = options;
    const { total } = await this.pulls.workloadsOf({
      entityRef: stringifyEntityRef(entity),
      limit: 1,
    });
    return {
      link: entityLink(entity),
      cluster,
      collection: await this.readCollection(cluster),
      accessProblems: this.accessProblems(),
      workloadCount: total,
    };
  }

  private async readData(question: Question): Promise<ServiceData> {
    const [pulls, podStarts] = await Promise.all([
      this.pulls.aggregatePulls({
        ...question,
        by: ['cluster', 'outcome', 'cause'],
      }),
      this.pulls.aggregatePodStarts(question),
    ]);
    const failed = pulls.some(({ outcome }) => outcome === 'failed');
    const failures = failed ? await this.pulls.latestFailures(question) : [];
    return { pulls, podStarts, failures };
  }

  private async readPrevious(
    question: Question,
  ): Promise<ScorecardPrevious | undefined> {
    const window = await this.pulls.answeredWindow({
      window: windowBefore(question.window),
    });
    const aggregates = await this.pulls.aggregatePulls({
      ...question,
      window,
      by: ['outcome'],
    });
    const waits = waitsOf(aggregates.filter(broughtBytes));
    const comparable =
      waits &&
      confidenceOf({ samples: waits.count, allMeasured: true }) !== 'none';
    return comparable
      ? { window: isoWindow(window), gradedWaitSeconds: waits }
      : undefined;
  }

  private async readCollection(
    cluster: string | undefined,
  ): Promise<ClusterCollection[]> {
    const sources = await this.nodes.sourceStates();
    if (cluster === undefined) {
      const states = await this.collection.listStates({ limit: mostClusters });
      return states.map(state => collectionAnswer(state, sources));
    }
    let afterCluster: string | undefined;
    for (;;) {
      const states = await this.collection.listStates({
        afterCluster,
        limit: mostClusters,
      });
      const found = states.filter(state => state.cluster === cluster);
      if (found.length > 0 || states.length < mostClusters) {
        return found.map(state => collectionAnswer(state, sources));
      }
      afterCluster = states[states.length - 1].cluster;
    }
  }
}

function withWeights(
  areas: ScorecardAreas,
  weights: Record<AreaId, number>,
): ScorecardAreas {
  const all = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const weighted = (id: AreaId): Area => ({
    ...areas[id],
    weightShare: weights[id] / all,
  });
  return {
    pullTime: weighted('pullTime'),
    imageSize: weighted('imageSize'),
    layerReuse: weighted('layerReuse'),
    nodeDiskHealth: weighted('nodeDiskHealth'),
  };
}

/** An annotation that cannot be read must not be graded by limits that its author did not mean. */
function withTargetsProblem(problem: string | undefined, area: Area): Area {
  if (problem === undefined || area.grade === 'unknown') {
    return area;
  }
  return {
    ...area,
    grade: 'unknown',
    confidence: 'none',
    reason: {
      code: 'bad-targets',
      what: 'The targets of this entity cannot be read',
      why: `${problem}.`,
      next: 'Correct the annotation in catalog-info.yaml, or remove it to use the default targets.',
    },
  };
}

function presentShareOf(pulls: PullAggregate[]): number | undefined {
  const { counts } = figuresOf(pulls);
  const done = counts.cold + counts.warm + counts.checked + counts.present;
  return done > 0 ? counts.present / done : undefined;
}

function hoursLostPerWeek(
  data: ServiceData,
  window: TimeWindow,
): number | undefined {
  const seconds = imageWaitSecondsOf(data.podStarts);
  if (seconds === undefined) {
    return undefined;
  }
  return (seconds / 3600) * (hoursOfWeek / hoursOf(window));
}

function causeOf(
  evidence: PullTimeEvidence,
  worstCluster: string | undefined,
): Cause | undefined {
  if (worstCluster === undefined) {
    return undefined;
  }
  const { queueShare } = figuresOf(
    evidence.pulls.filter(({ cluster }) => cluster === worstCluster),
  );
  if (queueShare === undefined) {
    return undefined;
  }
  return queueShare >= 0.5
    ? { part: 'queue', share: queueShare, cluster: worstCluster }
    : { part: 'transferOrDisk', share: 1 - queueShare, cluster: worstCluster };
}
