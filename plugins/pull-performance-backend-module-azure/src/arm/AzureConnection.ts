import type { TokenCredential } from '@azure/core-auth';
import type { HttpClient, Pipeline } from '@azure/core-rest-pipeline';
import pLimit from 'p-limit';
import { AzureEndpoint } from '../config/endpoint';
import { AzureError } from './AzureError';
import { AzureSdk, loadAzureSdk } from './azureSdk';
import { AzureTokens } from './AzureTokens';
import { boundedHttpClient } from './boundedHttpClient';
import { errorPolicy } from './errorPolicy';
import { arrayOf, JsonObject, objectOf } from './json';
import { CallBudget, ThrottleGate } from './ThrottleGate';
import { tokenPolicy } from './tokenPolicy';

/** Requests at a time. Answers of Azure Monitor are large. */
const mostRequests = { metrics: 2, resources: 4 };

type MonitorClient = InstanceType<AzureSdk['MonitorClient']>;

/** The client wants one, though the token comes from the pipeline that it is given. */
const noCredential: TokenCredential = { getToken: async () => null };

/** What `@azure/arm-monitor` takes. */
export type MetricsOptions = NonNullable<
  Parameters<MonitorClient['metrics']['list']>[1]
>;
/** Microsoft's libraries, set up for one endpoint and credential. */
interface Clients {
  httpClient: HttpClient;
  pipeline: Pipeline;
  monitor: MonitorClient;
  sdk: AzureSdk;
}

/**
 * Reads Azure Resource Manager and Azure Monitor: only `GET`, only one origin, with bounds on time, size, pages and calls.
 *
 * @remarks
 * Metrics are read by `@azure/arm-monitor`. The few other resources are read as plain JSON with stated API versions: their libraries bring 40 MB for six
 * requests. Both use one set-up of requests, without retries and redirects of the library.
 */
export class AzureConnection {
  readonly #metricsGate = ThrottleGate.create();
  readonly #resourcesGate = ThrottleGate.create();
  readonly #metricsLimit = pLimit(mostRequests.metrics);
  readonly #resourcesLimit = pLimit(mostRequests.resources);
  #clients?: Promise<Clients>;

  private constructor(
    readonly endpoint: AzureEndpoint,
    private readonly subscriptionId: string,
    private readonly tokens: AzureTokens | undefined,
    private readonly loadSdk: () => Promise<AzureSdk>,
  ) {}

  /**
   * @param options - without `tokens` requests bring none, as to a server on loopback that stands for Azure
   */
  static create(options: {
    endpoint: AzureEndpoint;
    subscriptionId: string;
    tokens?: AzureTokens;
    loadSdk?: () => Promise<AzureSdk>;
  }): AzureConnection {
    const { endpoint, subscriptionId, tokens } = options;
    return new AzureConnection(
      endpoint,
      subscriptionId,
      tokens,
      options.loadSdk ?? loadAzureSdk,
    );
  }

  /**
   * A resource as it is.
   *
   * @param path - from the root, encoded: `/subscriptions/…`
   * @throws AzureError
   */
  async get(
    path: string,
    options: {
      apiVersion: string;
      query?: Readonly<Record<string, string>>;
      signal: AbortSignal;
    },
  ): Promise<JsonObject> {
    const url = new URL(path, this.endpoint.origin);
    for (const [key, value] of Object.entries(options.query ?? {})) {
      url.searchParams.set(key, value);
    }
    url.searchParams.set('api-version', options.apiVersion);
    return this.#getJson(url, options.signal);
  }

  /**
   * The items of a list, page by page.
   *
   * @throws AzureError, also when a page leads to another origin or there are more pages than allowed
   */
  async *list(
    path: string,
    options: {
      apiVersion: string;
      query?: Readonly<Record<string, string>>;
      mostPages: number;
      signal: AbortSignal;
    },
  ): AsyncGenerator<JsonObject> {
    const { mostPages, signal } = options;
    let page = await this.get(path, options);
    for (let pages = 1; ; pages += 1) {
      for (const item of arrayOf(page.value)) yield objectOf(item);
      const next = page.nextLink;
      if (next === undefined || next === null || next === '') return;
      if (pages >= mostPages) {
        throw new AzureError('tooLarge', {
          message: `Azure has more than ${mostPages} pages of a list`,
        });
      }
      page = await this.#getJson(this.#ownUrl(next), signal);
    }
  }

  /**
   * Metrics of a resource by `@azure/arm-monitor`, as they came: of answers for 1,000 machines the library's making of objects takes longer than all else, and
   * it trusts what it reads.
   *
   * @throws AzureError
   */
  async listMetrics(
    resourceId: string,
    options: MetricsOptions & { signal: AbortSignal; budget: CallBudget },
  ): Promise<JsonObject> {
    const { signal, budget, ...metrics } = options;
    const { monitor } = await this.#connect();
    return this.#metricsGate.call(
      () =>
        this.#metricsLimit(async () => {
          try {
            return objectOf(
              await monitor.metrics.list(resourceId.replace(/^\//, ''), {
                ...metrics,
                abortSignal: signal,
                requestOptions: { shouldDeserialize: false },
              }),
            );
          } catch (error) {
            signal.throwIfAborted();
            throw asBadAnswer(error);
          }
        }),
      { budget, signal },
    );
  }

  async #getJson(url: URL, signal: AbortSignal): Promise<JsonObject> {
    const { httpClient, pipeline, sdk } = await this.#connect();
    return this.#resourcesGate.call(
      () =>
        this.#resourcesLimit(async () => {
          const request = sdk.createPipelineRequest({
            url: url.href,
            method: 'GET',
            abortSignal: signal,
            allowInsecureConnection: this.endpoint.isPlainLoopback,
          });
          request.headers.set('accept', 'application/json');
          const { bodyAsText } = await pipeline.sendRequest(
            httpClient,
            request,
          );
          try {
            return objectOf(JSON.parse(bodyAsText ?? ''));
          } catch (error) {
            throw asBadAnswer(error);
          }
        }),
      { budget: { callsLeft: 2 }, signal },
    );
  }

  #ownUrl(link: unknown): URL {
    const url = typeof link === 'string' ? URL.parse(link) : null;
    if (url?.origin !== this.endpoint.origin) {
      throw new AzureError('badAnswer', {
        message: 'Azure led to an address that is not its own',
      });
    }
    return url;
  }

  #connect(): Promise<Clients> {
    this.#clients ??= this.loadSdk().then(sdk => {
      const httpClient = boundedHttpClient(sdk.createDefaultHttpClient());
      return {
        sdk,
        httpClient,
        pipeline: this.#pipeline(sdk),
        monitor: new sdk.MonitorClient(noCredential, this.subscriptionId, {
          endpoint: this.endpoint.origin,
          $host: this.endpoint.origin,
          pipeline: this.#monitorPipeline(sdk),
          httpClient,
          allowInsecureConnection: this.endpoint.isPlainLoopback,
        }),
      };
    });
    return this.#clients;
  }

  #pipeline(sdk: AzureSdk): Pipeline {
    const pipeline = sdk.createEmptyPipeline();
    pipeline.addPolicy(sdk.proxyPolicy());
    if (this.tokens) {
      const { tokens, endpoint } = this;
      const { origin, scope } = endpoint;
      const policy = tokenPolicy({ tokens, scope, origin });
      pipeline.addPolicy(policy, { afterPhase: 'Sign' });
    }
    pipeline.addPolicy(errorPolicy(), { afterPhase: 'Sign' });
    return pipeline;
  }

  #monitorPipeline(sdk: AzureSdk): Pipeline {
    const pipeline = this.#pipeline(sdk);
    pipeline.addPolicy(sdk.serializationPolicy(), { phase: 'Serialize' });
    pipeline.addPolicy(sdk.deserializationPolicy(), { phase: 'Deserialize' });
    return pipeline;
  }
}

/** What the library cannot read it repeats in its error's text; that must not get further. */
function asBadAnswer(error: unknown): AzureError {
  return error instanceof AzureError
    ? error
    : new AzureError('badAnswer', {
        message: 'Azure answered in a form that cannot be read',
      });
}
