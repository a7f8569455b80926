import { Agent, buildConnector, Dispatcher, request } from 'undici';
import { ClusterResponse } from 'backstage-plugin-pull-performance-node';

/**
 * More than one cluster ever needs at a time: a watch and a list for each of the
 * watched resources. Requests beyond it wait for a free connection.
 */
export const CONNECTIONS_PER_CLUSTER = 24;

/** Settings that all ways to a cluster share. Watches may be silent for minutes, so their readers keep the time. */
export const clientOptions = {
  connections: CONNECTIONS_PER_CLUSTER,
  pipelining: 1,
  keepAliveTimeout: 30_000,
  headersTimeout: 0,
  bodyTimeout: 0,
};

/** Connections to one cluster's API server, or to the Kubernetes plugin for it. */
export function clusterAgent(connect?: buildConnector.BuildOptions): Agent {
  return new Agent({ ...clientOptions, connect });
}

/**
 * One GET request. Redirects are not followed: a credential must not go where nobody sent it.
 * Compressed answers are not asked for: they would hold back the events of a watch.
 */
export async function get(options: {
  url: string;
  accept?: string;
  headers: Record<string, string>;
  dispatcher: Dispatcher;
  signal: AbortSignal;
}): Promise<ClusterResponse> {
  const { url, accept, headers, dispatcher, signal } = options;
  const response = await request(url, {
    method: 'GET',
    dispatcher,
    signal,
    headers: {
      'user-agent': 'backstage-pull-performance',
      ...headers,
      accept: accept ?? 'application/json',
      'accept-encoding': 'identity',
    },
  });
  const { 'content-type': contentType, date } = response.headers;
  const serverTimeMs = Date.parse(`${date}`);
  return {
    status: response.statusCode,
    contentType: `${contentType ?? ''}`.split(';')[0].trim().toLowerCase(),
    body: response.body,
    ...(Number.isFinite(serverTimeMs) && { serverTimeMs }),
  };
}
