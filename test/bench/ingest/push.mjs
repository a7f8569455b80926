// Pushes a cluster's objects and events as the OpenTelemetry Collector does: its k8sobjects receiver's records, OTLP/JSON, gzip.
import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { differences, measuredProcess } from './catchUp.mjs';

const recordsPerRequest = 8_192;
const connections = 2;

function anyValue(value) {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Number.isInteger(value)) return { intValue: `${value}` };
  if (typeof value === 'number') return { doubleValue: value };
  if (Array.isArray(value))
    return { arrayValue: { values: value.map(anyValue) } };
  if (value === null || value === undefined) return {};
  const values = Object.entries(value).map(([key, one]) => ({
    key,
    value: anyValue(one),
  }));
  return { kvlistValue: { values } };
}

/** Bodies of requests, of one resource each. */
function bodiesOf(objects) {
  const bodies = [];
  for (let start = 0; start < objects.length; start += recordsPerRequest) {
    const logRecords = objects
      .slice(start, start + recordsPerRequest)
      .map(object => ({
        observedTimeUnixNano: `${BigInt(Date.now()) * 1_000_000n}`,
        body: anyValue({ type: 'ADDED', object }),
        attributes: [{ key: 'event.domain', value: { stringValue: 'k8s' } }],
      }));
    const resource = {
      attributes: [
        { key: 'k8s.cluster.name', value: { stringValue: 'bench' } },
      ],
    };
    const scopeLogs = [{ scope: { name: 'k8sobjects' }, logRecords }];
    bodies.push(
      gzipSync(JSON.stringify({ resourceLogs: [{ resource, scopeLogs }] })),
    );
  }
  return bodies;
}

function post(agent, port, body) {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/v1/logs',
        headers: {
          'content-type': 'application/json',
          'content-encoding': 'gzip',
        },
      },
      response => {
        response.resume();
        response.once('end', () =>
          response.statusCode === 200
            ? resolve()
            : reject(new Error(`The endpoint answered ${response.statusCode}`)),
        );
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

async function pushAll(agent, port, bodies) {
  const queue = bodies.values();
  const push = async () => {
    for (const body of queue) await post(agent, port, body);
  };
  await Promise.all(Array.from({ length: connections }, push));
}

/** Events pushed until all are committed. What they are about was pushed before, unmeasured. */
export async function pushEvents({ population, database }) {
  const child = measuredProcess('pushProcess.mjs', {
    database,
    entities: population.entities,
  });
  const heard = isIt =>
    new Promise((resolve, reject) => {
      child.on('message', message => isIt(message) && resolve(message));
      child.once('exit', code =>
        reject(new Error(`The endpoint ended with exit code ${code}`)),
      );
    });
  const { port } = await heard(message => message.port);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const objects = population.objects.map(([, object]) => object);
  await pushAll(agent, port, bodiesOf(objects));
  const bodies = bodiesOf(population.events);
  const begun = heard(message => message.push === 'begun');
  child.send({ push: 'begin' });
  await begun;
  const startedAtMs = performance.now();
  await pushAll(agent, port, bodies);
  const seconds = (performance.now() - startedAtMs) / 1000;
  const ended = heard(message => message.figures);
  child.send({ push: 'end' });
  const { figures, answers } = await ended;
  agent.destroy();
  const events = population.events.length;
  return {
    ...figures,
    seconds,
    eventsPerSecond: events / seconds,
    cpuPerEventUs: (figures.cpuSeconds / events) * 1e6,
    differences: differences(population.truth, answers),
  };
}
