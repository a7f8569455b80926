// What cuts one cluster off: its network, its API server, its history, its node. The other cluster is watched meanwhile.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { poll } from '../../portal.mjs';
import { collectionOf, untilCollecting, untilTold } from './collection.mjs';
import { assertSame, toldPulls } from './comparison.mjs';

/** A dead network is found by a question every ten seconds that gets no answer within ten. */
const foundSeconds = 60;
const backSeconds = 90;

/** While one cluster is cut off: the reason is told, the other cluster is fine, and pulls go on in both. */
async function assertToldMeanwhile({ portal, cut, other, cluster, code }) {
  const before = (await toldPulls(cluster).catch(() => [])).length;
  const problem = await untilTold(portal, cut, code, foundSeconds);
  const { state } = await collectionOf(portal, cut);
  assert.equal(state, 'failing');
  const fine = await collectionOf(portal, other);
  assert.equal(fine.state, 'collecting', JSON.stringify(fine));
  assert.deepEqual(fine.problems, []);
  return { problem, before };
}

/** The network is cut in one way, until the reason is told and pulls have happened that nobody saw; then it is back. */
export async function cutNetwork(context, how) {
  const { portal, proxy, a, reader, tell } = context;
  proxy[how]();
  const { problem, before } = await assertToldMeanwhile({
    portal,
    cut: 'a',
    other: 'b',
    cluster: a,
    code: 'unreachable',
  });
  tell(`${how}: ${problem.what}: ${problem.why} ${problem.next}`);
  assert.match(problem.why, /\w+ .+\./);
  assert.match(problem.next, /Check that the API server runs/);
  await poll('Pulls go on meanwhile', 60, async () =>
    (await toldPulls(a)).length > before ? true : undefined,
  );
  await proxy.heal();
  await assertSame({ name: 'a', cluster: a, reader, seconds: backSeconds });
  await untilCollecting(portal, 'a', backSeconds);
}

export async function killApiServer(context) {
  const { portal, a, reader, tell } = context;
  await a.kill('kube-apiserver');
  const { problem } = await assertToldMeanwhile({
    portal,
    cut: 'a',
    other: 'b',
    cluster: a,
    code: 'unreachable',
  });
  tell(`API server killed: ${problem.what}: ${problem.why}`);
  await a.up();
  await assertSame({ name: 'a', cluster: a, reader, seconds: backSeconds });
  await untilCollecting(portal, 'a', backSeconds);
}

/** etcd forgets its history while a watch is cut: what it was at can be read on no more, only a new list helps. */
export async function compactEtcd(context) {
  const { portal, proxy, a, reader, tell } = context;
  const { metadata } = JSON.parse(await a.read('/api/v1/events?limit=1'));
  // Under the open watch first, which goes on.
  const compact = async () => {
    const { header } = await a.etcd('/v3/kv/range', { key: btoa('/') });
    await a.etcd('/v3/kv/compaction', { revision: header.revision });
  };
  await compact();
  proxy.refuse();
  const before = (await toldPulls(a)).length;
  await untilTold(portal, 'a', 'unreachable', foundSeconds);
  await poll('Pulls go on meanwhile', 60, async () =>
    (await toldPulls(a)).length > before ? true : undefined,
  );
  await compact();
  const gone = await a.read(
    `/api/v1/events?watch=1&timeoutSeconds=1&resourceVersion=${metadata.resourceVersion}`,
  );
  assert.match(gone, /"code":410/);
  await proxy.heal();
  await assertSame({ name: 'a', cluster: a, reader, seconds: backSeconds });
  await untilCollecting(portal, 'a', backSeconds);
  const said = readFileSync(portal.logFile, 'utf8').match(
    /The API server of cluster 'a' has forgotten where reading events about pods ended; everything is read again/,
  );
  assert.ok(said, 'it found its history forgotten');
  tell(said[0]);
}

/** A node goes in the middle of a pull: nothing is made of the pull that never ended. */
export async function removeNode(context) {
  const { portal, a, reader } = context;
  const image = await a.image('large', 60);
  await a.kubectl.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'interrupted',
      namespace: 'stream',
      labels: { 'backstage.io/kubernetes-id': 'checkout' },
    },
    spec: {
      nodeName: 'node-2',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: [{ name: 'main', image }],
    },
  });
  await poll('It pulls', 60, async () => {
    const { items } = JSON.parse(await a.read('/api/v1/events'));
    return items.find(
      ({ reason, involvedObject }) =>
        reason === 'Pulling' && involvedObject.name === 'interrupted',
    );
  });
  await a.kill('kubelet-2');
  await a.kubectl.run(['delete', 'node', 'node-2', '--wait=false']);
  await poll(
    'Its pod is gone with it',
    120,
    async () => {
      const { items } = await a.kubectl.json([
        '-n',
        'stream',
        'get',
        'pods',
        '--field-selector=spec.nodeName=node-2',
      ]);
      return items.length === 0 ? true : undefined;
    },
    2_000,
  );
  const stored = await assertSame({
    name: 'a',
    cluster: a,
    reader,
    seconds: backSeconds,
  });
  assert.deepEqual(
    stored.filter(({ pod }) => pod === 'interrupted'),
    [],
  );
  await untilCollecting(portal, 'a', backSeconds);
}
