// A portal that is killed twenty times while pulls stream, at random moments.
import assert from 'node:assert/strict';
import { poll, spawnPortal, startPortal } from '../../portal.mjs';
import { storedPulls } from './portalDatabase.mjs';

const kills = 20;
/** A killed portal's lease lasts 20 s; then come asking for it and the first lists. */
const leaseSeconds = 20;
const firstListSeconds = 20;

/** Stored pulls; 0 while there is no database. */
async function count(reader, name) {
  try {
    return (await storedPulls(reader, name)).length;
  } catch {
    return 0;
  }
}

/**
 * Kills the portal over and over: two of three times soon after it stored something new, which it does in
 * batches, so often in the middle of one; else while it starts or waits for the lease. Returns the running portal.
 */
export async function killOverAndOver({ options, reader, name, tell }) {
  let whileWriting = 0;
  for (let kill = 1; kill <= kills; kill += 1) {
    const portal = spawnPortal(options);
    if (kill % 3 === 0) {
      const seconds = Math.random() * 12;
      await new Promise(resolve => {
        setTimeout(resolve, seconds * 1_000);
      });
      tell(`kill ${kill}: ${seconds.toFixed(1)} s after its start`);
    } else {
      const before = await count(reader, name);
      await portal.ready();
      const readyAtMs = Date.now();
      await poll(
        'It collects again as soon as the lease of the killed one is over',
        leaseSeconds + firstListSeconds,
        async () => ((await count(reader, name)) > before ? true : undefined),
        50,
      );
      const seconds = (Date.now() - readyAtMs) / 1_000;
      const momentMs = Math.random() * 700;
      await new Promise(resolve => {
        setTimeout(resolve, momentMs);
      });
      whileWriting += 1;
      tell(
        `kill ${kill}: ${momentMs.toFixed()} ms after its first batch, which came ${seconds.toFixed(
          1,
        )} s after it was ready`,
      );
    }
    await portal.stop('SIGKILL');
  }
  assert.ok(whileWriting > kills / 2);
  return startPortal(options);
}
