import { parseEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import {
  DefaultApiClient,
  ImagePage,
  PullPage,
  PullTimesPage,
  Scorecard,
  TypedResponse,
} from 'backstage-plugin-pull-performance-common';
import {
  EntityWindowRequest,
  ListImagesRequest,
  ListPullsRequest,
  ListPullTimesRequest,
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
