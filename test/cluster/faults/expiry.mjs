// A cluster that keeps its events for less than a minute, and a portal that is away for longer.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { poll, startPortal } from '../../portal.mjs';
import { collectionOf, untilCollecting } from './collection.mjs';
import { assertSame, toldPulls } from './comparison.mjs';
import { storedPulls } from './portalDatabase.mjs';

/** Writes events as a kubelet does, for a cluster without one. Returns what ends it. */
function writeEvents(cluster) {
  let stopped = false;
  const written = [];
  const writing = (async () => {
    while (!stopped) {
      const uid = randomUUID();
      const at = new Date().toISOString().replace(/\.\d+/, '');
      const pod = { kind: 'Pod', namespace: 'default', name: `web-${uid}` };
      await cluster.send('POST', '/api/v1/namespaces/default/events', {
        metadata: { name: `web.${uid}`, namespace: 'default' },
        involvedObject: { ...pod, uid, fieldPath: 'spec.containers{main}' },
        reason: 'Pulled',
        type: 'Normal',
        message:
          'Successfully pulled image "registry.test/web:1" in 1.5s (2s including waiting). Image size: 1000000 bytes.',
        source: { component: 'kubelet', host: 'node-1' },
        firstTimestamp: at,
        lastTimestamp: at,
        count: 1,
      });
      written.push({ pod: pod.name, atMs: Date.parse(at) });
      await new Promise(resolve => {
        setTimeout(resolve, 1_000);
      });
    }
  })();
  return {
    written,
    async stop() {
      stopped = true;
      await writing;
    },
  };
}

/** Asserts that what is missing is inside the gaps that are shown. */
export async function expireWhileAway({ options, c, reader, tell }) {
  let portal = await startPortal(options);
  let events;
  try {
    await untilCollecting(portal, 'c', 60);
    // Not before: what expired before anybody ever looked is nobody's gap.
    events = writeEvents(c);
    await poll(
      'How long the cluster keeps its events is learned',
      150,
      async () => {
        const [row] = await reader.all(
          "select event_lifetime_ms from collection_states where cluster = 'c'",
        );
        return row?.event_lifetime_ms ? row : undefined;
      },
      1_000,
    );
    await portal.stop('SIGKILL');
    assert.ok((await storedPulls(reader, 'c')).length > 0);
    const awaySinceMs = Date.now();
    await poll(
      'Events expire that nobody saw',
      180,
      async () => {
        const times = (await toldPulls(c)).map(({ at }) => Date.parse(at));
        return Math.min(...times) > awaySinceMs + 10_000 ? true : undefined;
      },
      1_000,
    );
    portal = await startPortal(options);
    await assertSame({
      name: 'c',
      cluster: c,
      reader,
      seconds: 60,
      mayHaveMore: true,
    });
    const collection = await untilCollecting(portal, 'c', 60);
    const { gaps } = collection;
    tell(`gaps: ${JSON.stringify(gaps)}`);
    assert.ok(gaps.length > 0, 'a gap is shown');
    const have = new Set(
      (await storedPulls(reader, 'c')).map(({ pod }) => pod),
    );
    // What has just happened may still be on its way.
    const settledMs = Date.now() - 15_000;
    const missing = events.written.filter(
      ({ pod, atMs }) => !have.has(pod) && atMs < settledMs,
    );
    assert.ok(missing.length > 0, 'events have expired');
    for (const { pod, atMs } of missing) {
      assert.ok(
        gaps.some(
          ({ from, to }) =>
            // An event tells the second in which it happened.
            Date.parse(from) <= atMs + 1_000 && atMs <= Date.parse(to),
        ),
        `${pod} of ${new Date(atMs).toISOString()} is in no gap`,
      );
    }
    assert.match(gaps[0].why, /longer than it keeps its events/);
    assert.equal((await collectionOf(portal, 'c')).state, 'collecting');
  } finally {
    await events?.stop();
    await portal.stop();
  }
}
