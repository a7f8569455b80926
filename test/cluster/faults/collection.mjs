// What a portal says of how collecting goes, and waiting for it to say something.
import { poll } from '../../portal.mjs';

const path = '/api/pull-performance/v1/collection';

export async function collectionOf(portal, name) {
  const { clusters } = await portal.get(path);
  return clusters.find(({ cluster }) => cluster === name);
}

/** Waits until a cluster is read and nothing is wrong. */
export function untilCollecting(portal, name, seconds) {
  let last;
  return poll(
    `${name} is collecting without a problem`,
    seconds,
    async () => {
      last = await collectionOf(portal, name);
      return last?.state === 'collecting' && last.problems.length === 0
        ? last
        : undefined;
    },
    500,
  ).catch(error => {
    throw new Error(`${error.message}: ${JSON.stringify(last)}`, {
      cause: error,
    });
  });
}

/** Waits until a problem is told, which it returns. */
export function untilTold(portal, name, code, seconds) {
  let last;
  return poll(
    `${name} tells ${code}`,
    seconds,
    async () => {
      last = await collectionOf(portal, name);
      return last?.problems.find(problem => problem.code === code);
    },
    500,
  ).catch(error => {
    throw new Error(`${error.message}: ${JSON.stringify(last)}`, {
      cause: error,
    });
  });
}
