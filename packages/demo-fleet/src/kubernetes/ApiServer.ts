import { IncomingMessage, ServerResponse } from 'node:http';
import { hasBearerToken } from '../bearerToken';
import { discoveryOf } from './discovery';
import { formOf } from './forms';
import { Listener } from '../Listener';
import { ListPages } from './ListPages';
import { keyOf, ObjectStore } from './ObjectStore';
import { Resource, resources } from './resources';
import { selectorOf } from './selectors';
import { sendJson, StatusError, statusOf, unauthorized } from './status';
import { Watch } from './Watch';

/** Real servers choose between half an hour and an hour. */
const DEFAULT_WATCH_SECONDS = 1800;
const MAX_WATCH_SECONDS = 3600;
/** As anonymous requests may ask in real clusters. */
const publicPaths = new Set(['/version', '/healthz', '/livez', '/readyz']);

interface Target {
  resource: Resource;
  namespace?: string;
  name?: string;
}

function targetOf(path: string): Target | undefined {
  for (const resource of resources) {
    if (!path.startsWith(`${resource.base}/`)) continue;
    const parts = path.slice(resource.base.length + 1).split('/');
    const inNamespace = resource.namespaced && parts[0] === 'namespaces';
    const namespace = inNamespace && parts.length > 2 ? parts[1] : undefined;
    const [name, object, ...more] = namespace ? parts.slice(2) : parts;
    if (name === resource.name && more.length === 0 && object !== '') {
      return {
        resource,
        namespace: namespace && decoded(namespace),
        name: object && decoded(object),
      };
    }
  }
  return undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw StatusError.create(400, 'BadRequest', 'the path is not a valid URL');
  }
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^\d{1,15}$/.test(text)) {
    throw StatusError.create(
      400,
      'BadRequest',
      `Invalid value: "${text.slice(0, 40)}": ${name} is not a whole number`,
    );
  }
  return Number(text);
}

/** The read-only part of the Kubernetes API over one cluster's objects: get, list, watch. */
export class ApiServer {
  private readonly pages: ListPages;

  private constructor(
    private readonly options: {
      listener: Listener;
      store: ObjectStore;
      kubernetesVersion: string;
      token: string;
    },
  ) {
    this.pages = ListPages.create({ store: options.store });
  }

  /** Answers what is asked at the listener. */
  static start(options: ApiServer['options']): ApiServer {
    const api = new ApiServer(options);
    options.listener.serve((request, response) =>
      api.answer(request, response),
    );
    return api;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    try {
      this.route(request, response);
    } catch (error) {
      const status =
        error instanceof StatusError
          ? error.status
          : statusOf(500, 'InternalError', 'Internal error occurred');
      sendJson(response, status.code, status);
    }
  }

  private route(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.canParse(request.url ?? '', 'http://cluster')
      ? new URL(request.url ?? '', 'http://cluster')
      : undefined;
    const path = url?.pathname ?? '';
    if (
      !publicPaths.has(path) &&
      !hasBearerToken(request, this.options.token)
    ) {
      sendJson(response, 401, unauthorized);
      return;
    }
    if (request.method !== 'GET') {
      throw StatusError.create(
        403,
        'Forbidden',
        'forbidden: User "demo-reader" may only get, list and watch',
      );
    }
    if (publicPaths.has(path) && path !== '/version') {
      response.end('ok');
      return;
    }
    const discovery = discoveryOf(path, this.options.kubernetesVersion);
    if (discovery) {
      sendJson(response, 200, discovery);
      return;
    }
    const target = targetOf(path);
    if (!url || !target) {
      throw StatusError.create(
        404,
        'NotFound',
        'the server could not find the requested resource',
      );
    }
    this.answerResource(target, url.searchParams, request, response);
  }

  private answerResource(
    { resource, namespace, name }: Target,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const form = formOf(request.headers.accept ?? '', resource);
    const { store } = this.options;
    if (name !== undefined) {
      const key = `${namespace ?? ''}/${name}`;
      const object = store.list(resource).find(one => keyOf(one) === key);
      if (!object) {
        throw StatusError.create(
          404,
          'NotFound',
          `${resource.name} "${name}" not found`,
          { details: { name, kind: resource.name } },
        );
      }
      sendJson(response, 200, form.one(object));
      return;
    }
    const selector = selectorOf(resource, query, namespace);
    const watch = query.get('watch');
    if (watch === '1' || watch === 'true') {
      this.watch(resource, selector, query, form, response);
      return;
    }
    const { objects, metadata } = this.pages.page({
      resource,
      selector,
      limit: numberOf(query, 'limit') ?? 0,
      continueToken: query.get('continue') ?? undefined,
      nowMs: Date.now(),
    });
    sendJson(response, 200, form.list(objects, metadata));
  }

  private watch(
    resource: Resource,
    selector: ReturnType<typeof selectorOf>,
    query: URLSearchParams,
    form: ReturnType<typeof formOf>,
    response: ServerResponse,
  ): void {
    if (query.get('sendInitialEvents')) {
      // As servers answer that cannot stream lists; clients fall back to list and watch.
      throw StatusError.create(
        422,
        'Invalid',
        'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
      );
    }
    const seconds = numberOf(query, 'timeoutSeconds') ?? DEFAULT_WATCH_SECONDS;
    const revision = numberOf(query, 'resourceVersion');
    Watch.start({
      store: this.options.store,
      response,
      request: {
        resource,
        selector,
        form,
        fromRevision: revision === 0 ? undefined : revision,
        timeoutMs: Math.min(seconds, MAX_WATCH_SECONDS) * 1000,
        bookmarks: query.get('allowWatchBookmarks') !== null,
      },
    });
  }
}
