// Other programs that read the same events from the same API server, and only copy them: what they need is what reading costs.
import { spawn, spawnSync } from 'node:child_process';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { cache } from '../../../scripts/paths.mjs';
import { cpuSecondsOf, peakMiBOf } from './processes.mjs';

const programs = join(cache, 'bench', 'peers');
const collectorVersion = 'v0.111.0';
const quietMs = 5_000;

function sleep(ms) {
  return new Promise(resolve => {
    setTimeout(resolve, ms);
  });
}

/** Runs a program until it has told of all events, or of no more for a while. */
async function measure({ program, args, env, uids, seenUids, timeoutMs }) {
  const startedAtMs = performance.now();
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let seen = 0;
  let lastAtMs = startedAtMs;
  let cpuSeconds = 0;
  let peakMiB = 0;
  try {
    while (seen < uids.length && performance.now() < startedAtMs + timeoutMs) {
      await sleep(50);
      if (child.exitCode !== null)
        throw new Error(`${program} ended with exit code ${child.exitCode}`);
      const now = await seenUids();
      if (now.size > seen) {
        seen = now.size;
        lastAtMs = performance.now();
        cpuSeconds = cpuSecondsOf(child.pid);
        peakMiB = peakMiBOf(child.pid);
      } else if (seen > 0 && performance.now() - lastAtMs > quietMs) break;
    }
  } finally {
    child.kill('SIGKILL');
  }
  const all = await seenUids();
  const seconds = (lastAtMs - startedAtMs) / 1000;
  return {
    seconds,
    eventsPerSecond: seen / seconds,
    cpuPerEventUs: (cpuSeconds / Math.max(1, seen)) * 1e6,
    peakMiB,
    missing: uids.filter(uid => !all.has(uid)).length,
  };
}

/** What is told in JSON: every `uid`, of events and of what they are about, counted when it is an event's. */
function uidCounter(uids) {
  const wanted = new Set(uids);
  const seen = new Set();
  const uid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
  return {
    seen,
    take(text) {
      for (const [found] of text.matchAll(uid))
        if (wanted.has(found)) seen.add(found);
    },
  };
}

/** OpenTelemetry Collector: its k8sobjects receiver watches from the beginning of history, and sends OTLP to loopback. */
export async function runOtelCollector({
  server,
  uids,
  folder,
  timeoutMs = 300_000,
}) {
  const counter = uidCounter(uids);
  const sink = createServer((request, response) => {
    const chunks = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      counter.take(Buffer.concat(chunks).toString('latin1'));
      response.setHeader('content-type', 'application/x-protobuf');
      response.end();
    });
  });
  await new Promise(resolve => {
    sink.listen(0, '127.0.0.1', resolve);
  });
  const config = join(folder, 'otelcol.json');
  const endpoint = `http://127.0.0.1:${sink.address().port}/v1/logs`;
  writeFileSync(
    config,
    JSON.stringify({
      receivers: {
        k8sobjects: {
          auth_type: 'kubeConfig',
          objects: [
            { name: 'events', mode: 'watch', resource_version: '1', group: '' },
          ],
        },
      },
      processors: { batch: { send_batch_size: 8192, timeout: '200ms' } },
      exporters: {
        otlphttp: {
          logs_endpoint: endpoint,
          encoding: 'proto',
          compression: 'none',
        },
      },
      service: {
        telemetry: { metrics: { level: 'none' }, logs: { level: 'error' } },
        pipelines: {
          logs: {
            receivers: ['k8sobjects'],
            processors: ['batch'],
            exporters: ['otlphttp'],
          },
        },
      },
    }),
  );
  try {
    return await measure({
      program: join(programs, 'otelcol'),
      args: ['--config', config],
      env: { KUBECONFIG: server.kubeconfig },
      uids,
      seenUids: async () => counter.seen,
      timeoutMs,
    });
  } finally {
    sink.closeAllConnections();
    sink.close();
  }
}

/** kubernetes-event-exporter: an informer that writes each event to a file. */
export async function runEventExporter({
  server,
  uids,
  folder,
  timeoutMs = 300_000,
}) {
  const counter = uidCounter(uids);
  const path = join(folder, 'exported.json');
  rmSync(path, { force: true });
  const config = join(folder, 'event-exporter.json');
  writeFileSync(
    config,
    JSON.stringify({
      logLevel: 'error',
      logFormat: 'json',
      // It drops events that are older, and asks for the object of each event unless told otherwise.
      maxEventAgeSeconds: 1e6,
      omitLookup: true,
      kubeQPS: 1000,
      kubeBurst: 1000,
      route: { routes: [{ match: [{ receiver: 'file' }] }] },
      receivers: [{ name: 'file', file: { path, maxsize: 2000 } }],
    }),
  );
  let read = 0;
  const seenUids = async () => {
    const size = existsSync(path) ? statSync(path).size : 0;
    if (size === read) return counter.seen;
    let text = '';
    for await (const chunk of createReadStream(path, {
      start: read,
      end: size - 1,
    }))
      text += chunk.toString('latin1');
    const end = text.lastIndexOf('\n') + 1;
    counter.take(text.slice(0, end));
    read += end;
    return counter.seen;
  };
  return measure({
    program: process.env.KUBERNETES_EVENT_EXPORTER,
    args: [
      '-conf',
      config,
      '-kubeconfig',
      server.kubeconfig,
      '-metrics-address',
      '127.0.0.1:0',
    ],
    uids,
    seenUids,
    timeoutMs,
  });
}

/** Why a peer cannot run, with what to do; nothing when it can. */
export function missingPeers() {
  return {
    otelCollector: existsSync(join(programs, 'otelcol'))
      ? undefined
      : 'OpenTelemetry Collector: not built (BENCH_BUILD_PEERS=1 builds it, with Go)',
    eventExporter: process.env.KUBERNETES_EVENT_EXPORTER
      ? undefined
      : 'kubernetes-event-exporter: not measured (KUBERNETES_EVENT_EXPORTER=its program)',
  };
}

/** Builds the OpenTelemetry Collector from its Go modules, into the cache. */
export function buildOtelCollector() {
  mkdirSync(programs, { recursive: true });
  const config = join(programs, 'builder.json');
  const output = join(programs, 'otelcol-build');
  const core = 'go.opentelemetry.io/collector';
  const contrib = 'github.com/open-telemetry/opentelemetry-collector-contrib';
  writeFileSync(
    config,
    JSON.stringify({
      dist: {
        name: 'otelcol',
        output_path: output,
        module: 'example.com/otelcol',
      },
      receivers: [
        { gomod: `${contrib}/receiver/k8sobjectsreceiver ${collectorVersion}` },
      ],
      processors: [
        { gomod: `${core}/processor/batchprocessor ${collectorVersion}` },
      ],
      exporters: [
        { gomod: `${core}/exporter/otlphttpexporter ${collectorVersion}` },
      ],
      providers: ['env', 'file'].map(name => ({
        gomod: `${core}/confmap/provider/${name}provider v1.17.0`,
      })),
    }),
  );
  const env = { ...process.env, CGO_ENABLED: '0', GOBIN: programs };
  const run = (command, args) => {
    const { status } = spawnSync(command, args, { env, stdio: 'inherit' });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
  };
  run('go', ['install', `${core}/cmd/builder@${collectorVersion}`]);
  run(join(programs, 'builder'), ['--config', config]);
  run('mv', [join(output, 'otelcol'), join(programs, 'otelcol')]);
}
