// PostgreSQL away, and two portals that share one.
import assert from 'node:assert/strict';
import { poll } from '../../portal.mjs';
import { collectionOf, untilCollecting } from './collection.mjs';
import { assertSame, toldPulls } from './comparison.mjs';
import { storedPulls } from './portalDatabase.mjs';

const path = '/api/pull-performance/v1/collection';

/** PostgreSQL is away for a minute, killed in the middle of what it did. */
export async function stopPostgres({ portal, database, b, reader, tell }) {
  await database.crash();
  const downSinceMs = Date.now();
  const answer = await poll('The reason is told', 60, async () => {
    const { status, body } = await portal.request(path);
    return status === 503 ? body : undefined;
  });
  tell(`PostgreSQL away: ${answer.error.message}`);
  assert.match(answer.error.message, /database.* is not reachable/);
  const before = (await toldPulls(b)).length;
  await poll('A minute has passed, and pulls have gone on', 120, async () =>
    Date.now() - downSinceMs >= 60_000 && (await toldPulls(b)).length > before
      ? true
      : undefined,
  );
  await database.restart();
  await assertSame({ name: 'b', cluster: b, reader, seconds: 90 });
  await untilCollecting(portal, 'b', 90);
}

/** Who collects; nobody when the lease has ended. */
async function holder(reader) {
  const rows = await reader.all(
    "select holder from collection_leases where cluster = 'b'",
  );
  return rows[0]?.holder;
}

/** The one of two portals that collects is killed: the other goes on when its lease is over. */
export async function killCollectingPortal(context) {
  const { collecting, waiting, b, reader, tell } = context;
  const killedHolder = await holder(reader);
  assert.ok(killedHolder);
  await poll('It stores', 60, async () =>
    (await storedPulls(reader, 'b')).length > 0 ? true : undefined,
  );
  await collecting.stop('SIGKILL');
  const killedAtMs = Date.now();
  await poll(
    'The other one takes over when the lease is over',
    40,
    async () => {
      const now = await holder(reader);
      return now && now !== killedHolder ? true : undefined;
    },
  );
  const seconds = (Date.now() - killedAtMs) / 1_000;
  tell(`the lease passed on ${seconds.toFixed(1)} s after the kill`);
  await assertSame({ name: 'b', cluster: b, reader, seconds: 60 });
  await untilCollecting(waiting, 'b', 60);
  assert.equal((await collectionOf(waiting, 'b')).gaps.length, 0);
}
