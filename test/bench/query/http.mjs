// A whole scorecard request to the portal: signed token, catalog, permissions, store, JSON.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../scripts/ports.mjs';
import { poll, startPortal } from '../../portal.mjs';
import { quantileOf, timed } from '../lib/quantiles.mjs';
import { DAY_MS, FLEET_LABEL, serviceName } from './fleet.mjs';

const ENTITIES = 300;
const RUNS = 1_500;
const CLIENTS = 8;

function writeEntities(folder, services) {
  const count = Math.min(ENTITIES, services);
  const names = Array.from({ length: count }, (_, i) =>
    serviceName(Math.floor((i * services) / count)),
  );
  const file = join(folder, 'entities.yaml');
  const entityOf = (name, annotations) =>
    JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name, annotations },
      spec: { type: 'service', owner: 'guests', lifecycle: 'production' },
    });
  const entities = [
    ...names.map(name =>
      entityOf(name, { 'backstage.io/kubernetes-id': name }),
    ),
    // Workloads of all other services are owned as well, as those of a real fleet are.
    entityOf('all-others', {
      'backstage.io/kubernetes-label-selector': `${FLEET_LABEL}=true`,
    }),
  ];
  writeFileSync(file, entities.join('\n---\n'));
  return { names, file };
}

export async function measureHttp({ bench, folder, services, nowMs }) {
  const { names, file } = writeEntities(folder, services);
  const portal = await startPortal({
    folder,
    port: await freePort(),
    config: {
      permission: { enabled: true },
      kubernetes: { clusterLocatorMethods: [{ type: 'config', clusters: [] }] },
      catalog: { locations: [{ type: 'file', target: file }] },
    },
  });
  bench.defer(() => portal.stop());
  bench.condition(
    `HTTP: the portal of this repository in development mode, guest's token, permissions on, ${names.length} entities`,
  );
  const pathOf = (name, days) =>
    `/api/pull-performance/v1/entities/component/default/${name}/scorecard?${new URLSearchParams(
      {
        from: new Date(nowMs - days * DAY_MS).toISOString(),
        to: new Date(nowMs).toISOString(),
      },
    )}`;
  await poll('All entities are in the catalog', 240, async () => {
    const { totalItems } = await portal.get(
      '/api/catalog/entities/by-query?limit=0&filter=kind=component,metadata.annotations.backstage.io/kubernetes-id',
    );
    return totalItems >= names.length ? true : undefined;
  });

  // A portal that has just started compiles its code and stitches its catalog for a while.
  await timed(run => portal.get(pathOf(names[run % names.length], 7)), {
    runs: RUNS,
    warmUp: 0,
  });
  for (const days of [7, 90]) {
    const ask = async run => {
      const card = await portal.get(pathOf(names[run % names.length], days));
      if (!(card.areas.pullTime.samples > 0)) {
        throw new Error(`A scorecard without pulls: ${JSON.stringify(card)}`);
      }
    };
    const alone = await timed(ask, { runs: RUNS, warmUp: 2 * names.length });
    const wanted = days === 7 ? { p50: 10, p99: 25 } : {};
    for (const [name, q] of Object.entries({ p50: 0.5, p99: 0.99 })) {
      bench.figure({
        name: `HTTP scorecard, ${days} days, ${name}`,
        value: quantileOf(alone, q),
        unit: 'ms',
        ...(wanted[name] && { wanted: { atMost: wanted[name] } }),
      });
    }
    const bestMs = names.map((_, place) =>
      Math.min(...alone.filter((__, run) => run % names.length === place)),
    );
    bench.figure({
      name: '  best of each service, p50',
      value: quantileOf(bestMs, 0.5),
      unit: 'ms',
    });
    const together = await Promise.all(
      Array.from({ length: CLIENTS }, (_, client) =>
        timed(run => ask(run + client * 37), {
          runs: RUNS / CLIENTS,
          warmUp: 10,
        }),
      ),
    );
    for (const [name, q] of Object.entries({ p50: 0.5, p99: 0.99 })) {
      bench.figure({
        name: `  ${CLIENTS} clients at once, ${name}`,
        value: quantileOf(together.flat(), q),
        unit: 'ms',
      });
    }
  }
}
