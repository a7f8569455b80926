// How long the portal takes from `npm start` to its first page, alone and beside one that create-app made.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { guestOf } from '../../guest.mjs';
import { npmStart } from '../../npmStart.mjs';
import { poll } from '../../portal.mjs';
import { quantileOf } from '../lib/quantiles.mjs';
import { plainPortal } from './plainPortal.mjs';

const runs = 3;
const deadlineSeconds = 300;

const median = values => quantileOf(values, 0.5);

async function firstPage(url) {
  const response = await fetch(url, { headers: { accept: 'text/html' } });
  return response.status === 200 ? true : undefined;
}

/** True once a service of the demo has a grade. */
async function hasGrade(guest) {
  const { items } = await guest.get(
    '/api/catalog/entities/by-query?limit=5&filter=kind=component,metadata.annotations.backstage.io/kubernetes-id',
  );
  for (const { metadata } of items) {
    const { areas } = await guest.get(
      `/api/pull-performance/v1/entities/component/default/${metadata.name}/scorecard`,
    );
    if (areas.pullTime.grade !== 'unknown') {
      return true;
    }
  }
  return undefined;
}

/** Starts a portal, measures in seconds, and stops it. */
async function measure({ folder, isPlain, cwd }) {
  const startedAtMs = performance.now();
  const portal = await npmStart({
    folder,
    ...(isPlain && { cwd, command: ['npm', 'start'] }),
  });
  const guest = guestOf(portal.apiUrl);
  const secondsUntil = async (what, ask) => {
    await poll(what, deadlineSeconds, ask, 50);
    return (performance.now() - startedAtMs) / 1000;
  };
  try {
    const [page, backend] = await Promise.all([
      secondsUntil('The first page', () => firstPage(portal.pageUrl)),
      secondsUntil('The backend', async () =>
        (await guest.isReady()) ? true : undefined,
      ),
    ]);
    if (isPlain) {
      return { page, backend };
    }
    await guest.signIn();
    const grade = await secondsUntil('A grade', () => hasGrade(guest));
    return { page, backend, grade };
  } finally {
    await portal.stop();
  }
}

/** @param {import('../lib/Bench.mjs').Bench} bench */
export async function measureStart(bench) {
  const cwd = await plainPortal({ folder: join(bench.folder, 'create-app') });
  bench.condition(
    `npm start with nothing configured: the demo fleet runs beside the portal; medians of ${runs} runs${
      cwd
        ? ', in turn with the other portal'
        : ' (BENCH_CREATE_APP=1 makes a portal to compare with, CREATE_APP_PORTAL names one)'
    }`,
  );
  const first = [];
  const later = [];
  const plain = [];
  for (let run = 0; run < runs; run++) {
    const folder = join(bench.folder, 'start');
    rmSync(folder, { recursive: true, force: true });
    first.push(await measure({ folder }));
    later.push(await measure({ folder }));
    if (cwd) {
      const other = join(bench.folder, 'plain');
      plain.push(await measure({ folder: other, isPlain: true, cwd }));
    }
  }
  for (const [kind, results] of [
    ['first start', first],
    ['later start', later],
  ]) {
    for (const [key, what] of [
      ['page', 'first page'],
      ['backend', 'backend ready'],
    ]) {
      bench.figure({
        name: `${kind}: ${what}`,
        value: median(results.map(result => result[key])),
        unit: 's',
        ...(cwd && {
          peer: {
            name: 'create-app',
            value: median(plain.map(result => result[key])),
          },
          // At most 1.3 times its time.
          wanted: { ratio: 1 / 1.3 },
        }),
      });
    }
    bench.figure({
      name: `${kind}: a service with a grade`,
      value: median(results.map(({ grade }) => grade)),
      unit: 's',
      wanted: { atMost: 60 },
    });
  }
}
