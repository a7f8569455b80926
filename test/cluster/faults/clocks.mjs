// A portal whose clock is an hour off.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { poll, startPortal } from '../../portal.mjs';
import { collectionOf, untilTold } from './collection.mjs';
import { assertSame } from './comparison.mjs';

/** Debian's package libfaketime; the multi-threaded one, since Node is. */
const library = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
].find(existsSync);

/** Why this cannot be tried here; false when it can. */
export const noFaketime = library
  ? false
  : 'libfaketime is not installed (Debian: apt-get install faketime)';

/** Reads a cluster with a clock that is off by hours; `offset` as libfaketime takes it. */
export async function readWithClock({
  options,
  offset,
  says,
  b,
  reader,
  tell,
}) {
  const portal = await startPortal({
    ...options,
    env: { LD_PRELOAD: library, FAKETIME: offset },
  });
  try {
    const problem = await untilTold(portal, 'b', 'clocks-differ', 60);
    tell(`${offset}: ${problem.why} ${problem.next}`);
    assert.match(problem.why, says);
    await assertSame({ name: 'b', cluster: b, reader, seconds: 60 });
    const lag = await poll('A live event has come', 60, async () => {
      const { lagSeconds, state } = await collectionOf(portal, 'b');
      assert.notEqual(state, 'failing');
      return lagSeconds;
    });
    assert.ok(lag >= 0 && lag < 60, `the lag is ${lag} s`);
    const { problems } = await collectionOf(portal, 'b');
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['clocks-differ'],
    );
  } finally {
    await portal.stop();
  }
}
