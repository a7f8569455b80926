// New events through the API server, as fast as it takes them, while a collector follows.
import { once } from 'node:events';
import { Agent, request } from 'node:https';
import { startCollector } from './catchUp.mjs';

const connections = 16;

function post(agent, { server, token }, namespace, body) {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${server}/api/v1/namespaces/${namespace}/events?fieldManager=kubelet`,
      {
        agent,
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
        },
      },
      response => {
        const chunks = [];
        response.on('data', chunk => chunks.push(chunk));
        response.once('end', () => {
          const atMs = Date.now();
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 201)
            resolve({ atMs, created: JSON.parse(text) });
          else
            reject(
              new Error(
                `The API server answered ${response.statusCode}: ${text.slice(
                  0,
                  200,
                )}`,
              ),
            );
        });
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

/** The next event of a pod that lives, as a kubelet sends it now. */
function* newEvents(events, livingPods) {
  const usable = events.filter(
    ({ reason, involvedObject }) =>
      reason === 'Pulled' && livingPods.has(involvedObject.uid),
  );
  for (let number = 0; ; number++) {
    const { metadata, ...event } = usable[number % usable.length];
    const { namespace } = metadata;
    const at = `${new Date().toISOString().slice(0, 19)}Z`;
    yield {
      ...event,
      metadata: {
        namespace,
        name: `${event.involvedObject.name}.live${number}`,
      },
      firstTimestamp: at,
      lastTimestamp: at,
    };
  }
}

/** Creates events for some seconds; returns when the API server had answered for each, by its UID. */
async function createEvents(server, events, seconds) {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: connections,
    rejectUnauthorized: false,
  });
  const createdAtMs = new Map();
  const endAtMs = Date.now() + seconds * 1000;
  const create = async () => {
    while (Date.now() < endAtMs) {
      const event = events.next().value;
      const { atMs, created } = await post(
        agent,
        server,
        event.metadata.namespace,
        JSON.stringify(event),
      );
      createdAtMs.set(created.metadata.uid, atMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, create));
  agent.destroy();
  return createdAtMs;
}

/**
 * @returns how many events a second were created, each one's milliseconds from the API server's answer to its commit in
 *   the store, and what the collector used meanwhile
 */
export async function followLive({
  server,
  population,
  database,
  seconds,
  timeoutMs = 60_000,
}) {
  const living = new Set(
    population.objects
      .filter(([, { kind }]) => kind === 'Pod')
      .map(([, { metadata }]) => metadata.uid),
  );
  const pulls = Number.MAX_SAFE_INTEGER;
  const child = startCollector({
    kubeconfig: server.kubeconfig,
    database,
    entities: population.entities,
    pulls,
    timeoutMs: (seconds * 1000 + timeoutMs) * 2,
    live: true,
  });
  const committedAtMs = new Map();
  child.on('message', ({ stored, atMs }) => {
    for (const uid of stored ?? []) committedAtMs.set(uid, atMs);
  });
  const wanted = population.events.filter(
    ({ reason, message }) =>
      reason === 'Pulled' || message.startsWith('Failed'),
  );
  await until(
    () => committedAtMs.size >= wanted.length,
    timeoutMs,
    'The collector did not catch up',
  );
  child.send({ live: 'begin' });
  const startedAtMs = Date.now();
  const createdAtMs = await createEvents(
    server,
    newEvents(population.events, living),
    seconds,
  );
  const createdSeconds = (Date.now() - startedAtMs) / 1000;
  const isStored = () =>
    [...createdAtMs.keys()].every(uid => committedAtMs.has(uid));
  await until(isStored, timeoutMs, 'Not all events were stored').catch(
    () => {},
  );
  child.send({ live: 'end' });
  const figures = await new Promise(resolve => {
    child.on('message', message => message.figures && resolve(message.figures));
  });
  await once(child, 'exit');
  const delaysMs = [];
  for (const [uid, atMs] of createdAtMs) {
    const committed = committedAtMs.get(uid);
    if (committed !== undefined) delaysMs.push(Math.max(0, committed - atMs));
  }
  return {
    created: createdAtMs.size,
    missing: createdAtMs.size - delaysMs.length,
    createdPerSecond: createdAtMs.size / createdSeconds,
    delaysMs,
    cpuShare: figures.cpuSeconds / figures.seconds,
    cpuPerEventUs: (figures.cpuSeconds / createdAtMs.size) * 1e6,
    peakMiB: figures.peakMiB,
  };
}

async function until(isSo, timeoutMs, otherwise) {
  const deadlineMs = Date.now() + timeoutMs;
  while (!isSo()) {
    if (Date.now() > deadlineMs) throw new Error(otherwise);
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
  }
}
