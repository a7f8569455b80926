import { parseEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import {
  Change,
  ChangePage,
  CollectionPage,
  DefaultApiClient,
  FixPage,
  FleetNodePage,
  ImagePage,
  NodePage,
  PullPage,
  PullTimesPage,
  Scorecard,
  TypedResponse,
  WorkloadPage,
} from 'backstage-plugin-pull-performance-common';
import {
  ConfirmRolloutRequest,
  EntityWindowRequest,
  ListChangesRequest,
  ListCollectionRequest,
  ListFixesRequest,
  ListFleetNodesRequest,
  ListImagesRequest,
  ListNodesRequest,
  ListPullsRequest,
  ListPullTimesRequest,
  ListWorkloadsRequest,
  PullPerformanceApi,
} from './PullPerformanceApi';

/**
 * {@link PullPerformanceApi} over HTTP, with the client that is generated from
 * the backend's OpenAPI document.
 *
 * @public
 */
export class PullPerformanceClient implements PullPerformanceApi {
  readonly #client: DefaultApiClient;

  /** Makes a client that signs its calls as the user. */
  static create(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    return new PullPerformanceClient(new DefaultApiClient(options));
  }

  private constructor(client: DefaultApiClient) {
    this.#client = client;
  }

  /** {@inheritdoc PullPerformanceApi.getScorecard} */
  async getScorecard(request: EntityWindowRequest): Promise<Scorecard> {
    return read(this.#client.getScorecard(split(request)));
  }

  /** {@inheritdoc PullPerformanceApi.listPullTimes} */
  async listPullTimes(request: ListPullTimesRequest): Promise<PullTimesPage> {
    return read(this.#client.listPullTimes(split(request)));
  }

  /** {@inheritdoc PullPerformanceApi.listPulls} */
  async listPulls(request: ListPullsRequest): Promise<PullPage> {
    return read(this.#client.listPulls(split(request)));
  }

  /** {@inheritdoc PullPerformanceApi.listImages} */
  async listImages(request: ListImagesRequest): Promise<ImagePage> {
    return read(this.#client.listImages(split(request)));
  }

  /** {@inheritdoc PullPerformanceApi.listNodes} */
  async listNodes(request: ListNodesRequest): Promise<NodePage> {
    return read(this.#client.listNodes(split(request)));
  }

  /** {@inheritdoc PullPerformanceApi.listWorkloads} */
  async listWorkloads(request: ListWorkloadsRequest): Promise<WorkloadPage> {
    return read(this.#client.listWorkloads(split(request)));
  }

  /** {@inheritdoc PullPerformanceApi.listFixes} */
  async listFixes(request: ListFixesRequest): Promise<FixPage> {
    return read(this.#client.listFixes(split(request)));
  }

  /** {@inheritdoc PullPerformanceApi.listChanges} */
  async listChanges(request: ListChangesRequest): Promise<ChangePage> {
    return read(this.#client.listChanges({ query: request }));
  }

  /** {@inheritdoc PullPerformanceApi.confirmRollout} */
  async confirmRollout(request: ConfirmRolloutRequest): Promise<Change> {
    const { id, rolledOutAt } = request;
    return read(
      this.#client.confirmRollout({ path: { id }, body: { rolledOutAt } }),
    );
  }

  /** {@inheritdoc PullPerformanceApi.listFleetNodes} */
  async listFleetNodes(request: ListFleetNodesRequest): Promise<FleetNodePage> {
    return read(this.#client.listFleetNodes({ query: request }));
  }

  /** {@inheritdoc PullPerformanceApi.listCollection} */
  async listCollection(
    request: ListCollectionRequest,
  ): Promise<CollectionPage> {
    return read(this.#client.listCollection({ query: request }));
  }
}

function split<T extends { entityRef: string }>(request: T) {
  const { entityRef, ...query } = request;
  return { path: parseEntityRef(entityRef), query };
}

async function read<T>(response: Promise<TypedResponse<T>>): Promise<T> {
  const answer = await response;
  if (!answer.ok) {
    throw await ResponseError.fromResponse(answer);
  }
  return answer.json();
}
