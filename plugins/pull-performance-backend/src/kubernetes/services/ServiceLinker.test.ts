import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { WorkloadRecord } from '../../store/PullStore';
import { until } from '../__testUtils__/until';
import { ServiceLinker } from './ServiceLinker';

function entityOf(name: string, annotations?: Record<string, string>): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations },
  };
}

const entities = [
  entityOf('web', { 'backstage.io/kubernetes-id': 'web' }),
  entityOf('db', { 'backstage.io/kubernetes-label-selector': 'app=db' }),
  entityOf('library'),
];

/** Workloads as the store keeps them; notes which links are written. */
function fakeStore(workloads: (WorkloadRecord & { id: number })[]) {
  const written: { workloadId: number; entityRefs: string[] }[] = [];
  return {
    written,
    listWorkloads: async ({
      afterId = 0,
      limit,
    }: {
      afterId?: number;
      limit: number;
    }) => workloads.filter(({ id }) => id > afterId).slice(0, limit),
    linkWorkloads: async (links: typeof written) => {
      written.push(...links);
      for (const { workloadId, entityRefs } of links) {
        workloads.find(({ id }) => id === workloadId)!.entityRefs = entityRefs;
      }
    },
  };
}

function workloadOf(
  id: number,
  labels: Record<string, string>,
  entityRefs: string[] = [],
) {
  return {
    id,
    cluster: 'one',
    namespace: 'shop',
    kind: 'Deployment',
    name: `w${id}`,
    labels,
    entityRefs,
  };
}

const webId = { 'backstage.io/kubernetes-id': 'web' };

function linkerOf(
  store: ReturnType<typeof fakeStore>,
  catalog = catalogServiceMock({ entities }),
  refreshSeconds = 0.01,
) {
  const logger = mockServices.logger.mock();
  const linker = ServiceLinker.create({
    catalog,
    auth: mockServices.auth(),
    store,
    logger,
    refreshSeconds,
    retrySeconds: 0.01,
  });
  return { linker, logger };
}

describe('ServiceLinker', () => {
  it('links stored workloads, and writes only what changes, over many pages', async () => {
    const workloads = Array.from({ length: 1001 }, (_, index) =>
      workloadOf(index + 1, webId, ['component:default/web']),
    );
    workloads[3] = workloadOf(4, { app: 'db' });
    workloads[1000] = workloadOf(1001, {}, ['component:default/gone']);
    const store = fakeStore(workloads);
    const { linker } = linkerOf(store);
    await linker.refresh();
    expect(store.written).toEqual([
      { workloadId: 4, entityRefs: ['component:default/db'] },
      { workloadId: 1001, entityRefs: [] },
    ]);
    await linker.refresh();
    expect(store.written).toHaveLength(2);
  });

  it('asks the catalog only for what it needs', async () => {
    const catalog = catalogServiceMock({ entities });
    const streamed = jest.spyOn(catalog, 'streamEntities');
    await linkerOf(fakeStore([]), catalog).linker.refresh();
    const [request, options] = streamed.mock.calls[0];
    expect(request?.fields).toEqual([
      'kind',
      'metadata.namespace',
      'metadata.name',
      'metadata.annotations',
    ]);
    expect(request?.filter).toHaveLength(2);
    expect(options).toEqual({
      credentials: await mockServices.auth().getOwnServiceCredentials(),
    });
  });

  it('keeps what it knew while the catalog fails, and goes on when it is back', async () => {
    const catalog = catalogServiceMock({ entities });
    const { linker, logger } = linkerOf(fakeStore([]), catalog);
    const stop = new AbortController();
    const streamed = jest
      .spyOn(catalog, 'streamEntities')
      .mockImplementation(async function* failing() {
        yield [entities[0]];
        throw new Error('The catalog is down');
      });
    const done = linker.run(stop.signal);
    await until('a warning', () => logger.warn.mock.calls.length > 0);
    expect(linker.index).toBeUndefined();
    streamed.mockRestore();
    await linker.waitForIndex(20_000, stop.signal);
    const index = linker.index;
    expect(index?.ownersOf(workloadOf(1, webId))).toEqual([
      'component:default/web',
    ]);
    jest
      .spyOn(catalog, 'streamEntities')
      .mockImplementation(async function* broken() {
        throw new Error('The catalog is down again');
      });
    logger.warn.mockClear();
    await until('another warning', () => logger.warn.mock.calls.length > 0);
    expect(linker.index?.ownersOf(workloadOf(1, webId))).toEqual([
      'component:default/web',
    ]);
    stop.abort();
    await done;
  });

  it('asks a catalog that is still filling again soon, and a settled one as configured', async () => {
    const catalog = catalogServiceMock({ entities });
    const store = fakeStore([workloadOf(1, webId)]);
    const fillings = [[], [entities[1]], entities];
    const streamed = jest
      .spyOn(catalog, 'streamEntities')
      .mockImplementation(async function* filling() {
        yield fillings.shift() ?? entities;
      });
    const { linker } = linkerOf(store, catalog, 3_600);
    const stop = new AbortController();
    const done = linker.run(stop.signal);
    await until('the link', () => store.written.length > 0);
    expect(store.written).toEqual([
      { workloadId: 1, entityRefs: ['component:default/web'] },
    ]);
    // The reading that finds no more of them ends the hurry.
    await until('the last reading', () => streamed.mock.calls.length >= 4);
    stop.abort();
    await done;
    expect(streamed).toHaveBeenCalledTimes(4);
  });

  it('says once which annotations cannot be used', async () => {
    const catalog = catalogServiceMock({
      entities: [
        entityOf('a', {
          'backstage.io/kubernetes-label-selector': 'app in web',
        }),
      ],
    });
    const { linker, logger } = linkerOf(fakeStore([]), catalog);
    await linker.refresh();
    await linker.refresh();
    expect(logger.warn.mock.calls).toEqual([
      [expect.stringContaining('component:default/a')],
    ]);
  });
});
