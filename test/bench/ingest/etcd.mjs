// Writes objects straight into etcd, as the API server would keep them: through the API it takes 1,000 events/s at most.
import { Agent, request } from 'node:http';
import { storedEvent } from './protobuf.mjs';

const connections = 4;
const writesPerRequest = 200;

function post(agent, url, body) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: 'POST' }, response => {
      response.resume();
      response.once('end', () =>
        response.statusCode === 200
          ? resolve()
          : reject(new Error(`etcd answered ${response.statusCode}`)),
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

function keyOf({ metadata }) {
  return `/registry/events/${metadata.namespace}/${metadata.name}`;
}

function* writesOf({ objects, events }) {
  for (const [key, object] of objects) {
    yield [key, Buffer.from(JSON.stringify(object))];
  }
  for (const event of events) yield [keyOf(event), storedEvent(event)];
}

/** Objects that are written at once share one resourceVersion; it is only told to those who watch meanwhile. */
export async function writeToEtcd(etcd, population) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const writes = writesOf(population);
  const nextBody = () => {
    const success = [];
    while (success.length < writesPerRequest) {
      const { value, done } = writes.next();
      if (done) break;
      success.push({
        request_put: {
          key: Buffer.from(value[0]).toString('base64'),
          value: value[1].toString('base64'),
        },
      });
    }
    return success.length > 0 ? JSON.stringify({ success }) : undefined;
  };
  const write = async () => {
    for (let body = nextBody(); body; body = nextBody()) {
      await post(agent, `${etcd}/v3/kv/txn`, body);
    }
  };
  await Promise.all(Array.from({ length: connections }, write));
  agent.destroy();
}
