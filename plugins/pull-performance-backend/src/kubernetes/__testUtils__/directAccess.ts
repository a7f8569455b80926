import { ClusterAccess } from 'backstage-plugin-pull-performance-node';
import { clusterAgent, get } from '../access/http';
import { FakeApiServer } from './FakeApiServer';

/** Reads a fake API server with the project's own HTTP client and nothing in between. */
export function directAccess(server: FakeApiServer): ClusterAccess {
  const dispatcher = clusterAgent();
  return {
    id: 'direct',
    listClusters: async () => [{ name: 'test' }],
    request: ({ path, accept, signal }) =>
      get({
        url: `${server.url}${path}`,
        accept,
        headers: {},
        dispatcher,
        signal,
      }),
  };
}
