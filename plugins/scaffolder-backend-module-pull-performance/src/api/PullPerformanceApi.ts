import {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { InputError, NotFoundError, ResponseError } from '@backstage/errors';
import {
  Change,
  DefaultApiClient,
  Fix,
  NewChange,
  Scorecard,
  ServiceCluster,
  ServiceImage,
  ServiceWorkload,
  TypedResponse,
} from 'backstage-plugin-pull-performance-common';

const pluginId = 'pull-performance';
const timeoutMs = 60_000;
const longestAnswer = 32 * 1024 * 1024;
const pageSize = 100;
const mostPages = 10;

/** Whose facts, seen by whom. */
export interface FactsRequest {
  /** `component:default/web`. */
  entityRef: string;
  /** Only this cluster. */
  cluster?: string;
  /** Of the user who runs the template. */
  credentials: BackstageCredentials;
}

/** The workloads of an entity, and where they run. */
export interface Workloads {
  workloads: ServiceWorkload[];
  clusters: ServiceCluster[];
}

/** The backend's REST interface, asked on behalf of the user who runs a template. */
export class PullPerformanceApi {
  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
  }): PullPerformanceApi {
    const client = new DefaultApiClient({
      discoveryApi: options.discovery,
      fetchApi: {
        fetch: (input, init) =>
          fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) }),
      },
    });
    return new PullPerformanceApi(options.auth, client);
  }

  private constructor(
    private readonly auth: AuthService,
    private readonly client: DefaultApiClient,
  ) {}

  async scorecard(request: FactsRequest): Promise<Scorecard> {
    return read(
      this.client.getScorecard(split(request), await this.token(request)),
    );
  }

  async fixes(request: FactsRequest): Promise<Fix[]> {
    const page = await read(
      this.client.listFixes(split(request), await this.token(request)),
    );
    return page.items;
  }

  /** The images that run now, the first 100. */
  async images(request: FactsRequest): Promise<ServiceImage[]> {
    const { path, query } = split(request);
    const page = await read(
      this.client.listImages(
        { path, query: { ...query, limit: pageSize } },
        await this.token(request),
      ),
    );
    return page.items;
  }

  /** The first 1000. */
  async workloads(request: FactsRequest): Promise<Workloads> {
    const { path, query } = split(request);
    const workloads: ServiceWorkload[] = [];
    let clusters: ServiceCluster[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < mostPages; pages++) {
      const page = await read(
        this.client.listWorkloads(
          { path, query: { ...query, limit: pageSize, cursor } },
          await this.token(request),
        ),
      );
      workloads.push(...page.items);
      clusters = page.clusters;
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    return { workloads, clusters };
  }

  async recordChange(
    change: NewChange,
    credentials: BackstageCredentials,
  ): Promise<Change> {
    return read(
      this.client.recordChange(
        { body: change },
        await this.token({ credentials }),
      ),
    );
  }

  private token(request: { credentials: BackstageCredentials }) {
    return this.auth.getPluginRequestToken({
      onBehalfOf: request.credentials,
      targetPluginId: pluginId,
    });
  }
}

function split(request: FactsRequest) {
  return {
    path: parseEntityRef(request.entityRef, {
      defaultKind: 'component',
      defaultNamespace: 'default',
    }),
    query: { cluster: request.cluster },
  };
}

/** @throws ResponseError when it is refused, NotFoundError when the plugin is not there */
async function read<T>(response: Promise<TypedResponse<T>>): Promise<T> {
  const answer = await response.catch((cause: unknown) => {
    throw new NotFoundError(
      'The pull performance backend does not answer. Look whether its plugin is installed and running.',
      cause,
    );
  });
  if (!answer.ok) {
    throw await ResponseError.fromResponse(answer);
  }
  const text = await answer.text();
  if (text.length > longestAnswer) {
    throw new InputError(
      'The answer of the pull performance backend is too long. Choose a service with fewer workloads and images.',
    );
  }
  return JSON.parse(text);
}
