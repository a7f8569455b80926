import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { formOf } from './forms';
import { KubernetesObject } from './objects/json';
import { ObjectStore } from './ObjectStore';
import { resourceOfKind } from './resources';
import { Watch } from './Watch';

function pod(revision: number): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `p${revision}`,
      uid: `${revision}`,
      resourceVersion: `${revision}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
  };
}

describe('Watch', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('says nothing after its time, though the connection is still open', () => {
    const resource = resourceOfKind('Pod');
    if (!resource) throw new Error('Pods are not served');
    const store = ObjectStore.create({ revision: 1 });
    // A response that nobody reads: it is never closed.
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    const errors: unknown[] = [];
    response.on('error', error => errors.push(error));
    const write = jest.spyOn(response, 'write');
    Watch.start({
      store,
      response,
      request: {
        resource,
        selector: () => true,
        form: formOf('', resource),
        fromRevision: 1,
        timeoutMs: 90_000,
        bookmarks: true,
      },
    });
    store.apply('ADDED', pod(2), 2, 0);
    jest.advanceTimersByTime(60_000);
    const told = () =>
      write.mock.calls.map(([line]) => JSON.parse(`${line}`).type);
    expect(told()).toEqual(['ADDED', 'BOOKMARK']);
    jest.advanceTimersByTime(30_000);
    expect(told()).toEqual(['ADDED', 'BOOKMARK', 'BOOKMARK']);
    store.apply('ADDED', pod(3), 3, 0);
    jest.advanceTimersByTime(600_000);
    expect(told()).toHaveLength(3);
    expect(errors).toEqual([]);
  });
});
