import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  Change,
  ChangePage,
  CollectionPage,
  FixPage,
  FleetImagePage,
  FleetNodePage,
  ImagePage,
  NewChange,
  NodePage,
  PullOutcome,
  PullPage,
  PullTimesPage,
  Scorecard,
  WorkloadPage,
} from 'backstage-plugin-pull-performance-common';
import { PullPerformanceConfig } from '../config';
import { ChangeService } from '../insight/changes/ChangeService';
import { listCollection } from '../insight/collectionAnswer';
import { entityLink } from '../insight/entityLink';
import {
  FleetImageOrder,
  listFleetImages,
} from '../insight/images/listFleetImages';
import { listImages } from '../insight/images/listImages';
import { ServiceImages } from '../insight/images/ServiceImages';
import { FleetNodes } from '../insight/nodes/FleetNodes';
import {
  FleetNodeOrder,
  listFleetNodes,
} from '../insight/nodes/listFleetNodes';
import { listNodes } from '../insight/nodes/listNodes';
import { NodeJudge } from '../insight/nodes/NodeJudge';
import { listPulls } from '../insight/listPulls';
import { listPullTimes } from '../insight/listPullTimes';
import { ScorecardService } from '../insight/ScorecardService';
import { FixFactReader } from '../insight/fixes/FixFactReader';
import { FixService } from '../insight/fixes/FixService';
import { ServiceWorkloads } from '../insight/workloads/ServiceWorkloads';
import { resolveWindow, WindowParameters } from '../insight/windows';
import { AccessProblem } from '../kubernetes/access/ClusterDirectory';
import { ChangeStore } from '../store/ChangeStore';
import { CollectionStore } from '../store/CollectionStore';
import { PullStore } from '../store/PullStore';
import { EntityAccess } from './EntityAccess';

const defaultLimit = 100;

/** Whose figures a caller asks for, and of when and where. */
export interface EntityQuestion extends WindowParameters {
  entityRef: string;
  cluster?: string;
  credentials: BackstageCredentials;
}

interface PageParameters {
  limit?: number;
  cursor?: string;
}

/** The OpenAPI validator takes `1e400` for a number that is not over its maximum. */
function limitOf({ limit = defaultLimit }: PageParameters): number {
  if (!Number.isSafeInteger(limit)) {
    throw new InputError('limit must be an integer');
  }
  return limit;
}

/**
 * An entity reference in full and in small letters, as everything is kept by.
 *
 * @throws InputError that names the parameter
 */
function wholeEntityRef(text: string): string {
  try {
    return stringifyEntityRef(parseEntityRef(text));
  } catch {
    throw new InputError(
      'entityRef must name an entity with its kind, for example component:default/web',
    );
  }
}

/** Answers callers, whichever way they ask: each answer is given only to who may read it. */
export class Answers {
  private constructor(
    private readonly access: EntityAccess,
    private readonly pulls: PullStore,
    private readonly collection: CollectionStore,
    private readonly images: ServiceImages,
    private readonly nodes: NodeJudge,
    private readonly fleetNodes: FleetNodes,
    private readonly scorecards: ScorecardService,
    private readonly workloads: ServiceWorkloads,
    private readonly fixes: FixService,
    private readonly changes: ChangeService,
    private readonly windowMs: number,
  ) {}

  static create(options: {
    access: EntityAccess;
    pulls: PullStore;
    collection: CollectionStore;
    images: ServiceImages;
    nodes: NodeJudge;
    workloads: ServiceWorkloads;
    changes: ChangeStore;
    /** Why clusters may be missing altogether. */
    accessProblems?: () => readonly AccessProblem[];
    scorecard: PullPerformanceConfig['scorecard'];
  }): Answers {
    const { access, pulls, collection, images, nodes, workloads } = options;
    const { accessProblems, scorecard } = options;
    return new Answers(
      access,
      pulls,
      collection,
      images,
      nodes,
      FleetNodes.create({ judge: nodes }),
      ScorecardService.create({
        pulls,
        collection,
        images,
        nodes,
        accessProblems,
        settings: scorecard,
      }),
      workloads,
      FixService.create({
        facts: FixFactReader.create({ images, nodes, workloads }),
      }),
      ChangeService.create({ changes: options.changes, pulls }),
      scorecard.windowMs,
    );
  }

  async getScorecard(question: EntityQuestion): Promise<Scorecard> {
    const window = this.windowOf(question);
    const entity = await this.access.readEntity(question);
    const { cluster } = question;
    const about = { entity, window, cluster };
    return this.fixes.withBestFixes(about, () =>
      this.scorecards.getScorecard(about),
    );
  }

  async listFixes(question: EntityQuestion & PageParameters): Promise<FixPage> {
    const window = this.windowOf(question);
    const entity = await this.access.readEntity(question);
    const { cluster, cursor } = question;
    const about = { entity, window, cluster };
    return this.fixes.list({
      ...about,
      readScorecard: () => this.scorecards.getScorecard(about),
      limit: limitOf(question),
      cursor,
      reason: () => this.scorecards.noWorkloadsReason({ entity, cluster }),
    });
  }

  async listPulls(
    question: EntityQuestion & PageParameters & { outcome?: PullOutcome },
  ): Promise<PullPage> {
    const window = this.windowOf(question);
    const entity = await this.access.readEntity(question);
    return listPulls({
      store: this.pulls,
      images: this.images,
      entityRef: stringifyEntityRef(entity),
      window,
      cluster: question.cluster,
      outcome: question.outcome,
      limit: limitOf(question),
      cursor: question.cursor,
    });
  }

  async listImages(
    question: Omit<EntityQuestion, 'from' | 'to'> &
      PageParameters & { digest?: string; comparedWith?: string },
  ): Promise<ImagePage> {
    const entity = await this.access.readEntity(question);
    const { cluster, digest, comparedWith, cursor } = question;
    const entityRef = stringifyEntityRef(entity);
    const linked = entityLink(entity).state === 'linked';
    const uses = linked
      ? await this.images.usesOf({ entityRef, cluster, withTags: true })
      : [];
    const page = await listImages({
      entityRef,
      uses,
      images: this.images,
      graph: await this.images.graph(),
      digest,
      comparedWith,
      limit: limitOf(question),
      cursor,
    });
    return page.totalItems > 0
      ? page
      : {
          ...page,
          reason: await this.scorecards.noImagesReason({ entity, cluster }),
        };
  }

  async listNodes(
    question: EntityQuestion & PageParameters,
  ): Promise<NodePage> {
    const window = this.windowOf(question);
    const entity = await this.access.readEntity(question);
    const { cluster, cursor } = question;
    return listNodes({
      judge: this.nodes,
      entityRef: stringifyEntityRef(entity),
      cluster,
      window,
      limit: limitOf(question),
      cursor,
      reason: () => this.scorecards.noNodesReason({ entity, cluster }),
    });
  }

  async listWorkloads(
    question: Omit<EntityQuestion, 'from' | 'to'> & PageParameters,
  ): Promise<WorkloadPage> {
    const entity = await this.access.readEntity(question);
    const { cluster, cursor } = question;
    return this.workloads.list({
      entityRef: stringifyEntityRef(entity),
      cluster,
      window: this.windowOf({}),
      limit: limitOf(question),
      cursor,
      reason: () => this.scorecards.noWorkloadsReason({ entity, cluster }),
    });
  }

  async listPullTimes(
    question: EntityQuestion &
      PageParameters & {
        groupBy?: PullTimesPage['groupBy'];
        step?: PullTimesPage['step'];
      },
  ): Promise<PullTimesPage> {
    const window = this.windowOf(question);
    const entity = await this.access.readEntity(question);
    return listPullTimes({
      store: this.pulls,
      entityRef: stringifyEntityRef(entity),
      window,
      cluster: question.cluster,
      groupBy: question.groupBy ?? 'cluster',
      step: question.step ?? 'day',
      limit: limitOf(question),
      cursor: question.cursor,
    });
  }

  async listFleetImages(
    question: PageParameters & {
      by?: 'image' | 'base';
      sort?: FleetImageOrder;
      cluster?: string;
      credentials: BackstageCredentials;
    },
  ): Promise<FleetImagePage> {
    await this.access.checkFleetRead(question.credentials);
    const {
      by = 'image',
      sort = 'compressedBytes',
      cluster,
      cursor,
    } = question;
    const { images } = this;
    const limit = limitOf(question);
    return listFleetImages({ images, by, sort, cluster, limit, cursor });
  }

  async listFleetNodes(
    question: WindowParameters &
      PageParameters & {
        sort?: FleetNodeOrder;
        cluster?: string;
        credentials: BackstageCredentials;
      },
  ): Promise<FleetNodePage> {
    const window = this.windowOf(question);
    await this.access.checkFleetRead(question.credentials);
    const { sort = 'waitHours', cluster, cursor } = question;
    return listFleetNodes({
      judge: this.nodes,
      fleet: this.fleetNodes,
      ...{ sort, window, cluster, cursor },
      limit: limitOf(question),
    });
  }

  async listCollection(
    question: PageParameters & { credentials: BackstageCredentials },
  ): Promise<CollectionPage> {
    await this.access.checkFleetRead(question.credentials);
    return listCollection({
      store: this.collection,
      sources: await this.nodes.sourceStates(),
      limit: limitOf(question),
      cursor: question.cursor,
    });
  }

  async listChanges(
    question: PageParameters & {
      entityRef?: string;
      credentials: BackstageCredentials;
    },
  ): Promise<ChangePage> {
    const { credentials, cursor } = question;
    const limit = limitOf(question);
    if (question.entityRef === undefined) {
      await this.access.checkFleetRead(credentials);
      return this.changes.list({ limit, cursor });
    }
    const entityRef = wholeEntityRef(question.entityRef);
    await this.access.readEntity({ entityRef, credentials });
    return this.changes.list({ entityRef, limit, cursor });
  }

  async recordChange(options: {
    change: NewChange;
    credentials: BackstageCredentials;
    /** Entity reference of the user; absent for services. */
    recordedBy?: string;
  }): Promise<Change> {
    const { change, credentials, recordedBy } = options;
    const entityRef = wholeEntityRef(change.entityRef);
    await this.access.checkChangeCreate(credentials);
    await this.access.readEntity({ entityRef, credentials });
    return this.changes.record({ change, entityRef, recordedBy });
  }

  async confirmRollout(options: {
    id: string;
    rolledOutAt: string;
    credentials: BackstageCredentials;
  }): Promise<Change> {
    const { id, rolledOutAt, credentials } = options;
    await this.access.checkChangeCreate(credentials);
    const entityRef = await this.changes.entityRefOf(id);
    await this.access.readEntity({ entityRef, credentials });
    return this.changes.confirmRollout({ id, rolledOutAt });
  }

  private windowOf(parameters: WindowParameters) {
    return resolveWindow({
      parameters,
      nowMs: Date.now(),
      defaultMs: this.windowMs,
    });
  }
}
