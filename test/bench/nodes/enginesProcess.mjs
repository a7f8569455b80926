// Stands for Prometheus and for Azure in a process of its own, so that what it does and holds is not counted: 5,000 nodes at once each.
import { createServer } from 'node:http';
import { moduleSource } from '../lib/sources.mjs';
import { azureWorld, prometheusNode } from './fleet.mjs';

const [nodes] = process.argv.slice(2).map(Number);
const { AzureServer } = moduleSource('azure', '__testUtils__/azureServer');

/** What the metric of a query is at a minute; any figure does, as long as it is one. */
function valueOf(query, index, minute) {
  const share = ((index * 31 + minute * 7) % 100) / 100;
  if (/reads_completed|_bytes_total/.test(query)) return share * 500;
  return query.includes('weighted') ? share * 30 : share;
}

function labelsOf(query, index) {
  const instance = `${prometheusNode(index).addresses[0]}:9100`;
  if (query.includes('node_filesystem')) {
    const filesystem = { device: '/dev/sda1', mountpoint: '/', fstype: 'ext4' };
    return { instance, job: 'node-exporter', ...filesystem };
  }
  return query.includes('node_disk')
    ? { instance, job: 'node-exporter', device: 'sda' }
    : { instance, job: 'node-exporter' };
}

function answer(path, form) {
  const query = form.get('query');
  const isRange = path.endsWith('query_range');
  const start = Number(form.get(isRange ? 'start' : 'time'));
  const end = Number(form.get(isRange ? 'end' : 'time'));
  const step = Number.parseFloat(form.get('step') ?? '60');
  const result = [];
  for (let index = 0; index < nodes; index++) {
    const values = [];
    for (let at = start; at <= end; at += step) {
      values.push([at, String(valueOf(query, index, Math.floor(at / 60)))]);
    }
    const metric = labelsOf(query, index);
    result.push(
      isRange ? { metric, values } : { metric, value: values[0] ?? [end, '1'] },
    );
  }
  const resultType = isRange ? 'matrix' : 'vector';
  return JSON.stringify({ status: 'success', data: { resultType, result } });
}

const prometheus = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://engine');
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  response.setHeader('content-type', 'application/json');
  response.end(
    answer(pathname, new URLSearchParams(Buffer.concat(chunks).toString())),
  );
});
await new Promise(resolve => prometheus.listen(0, '127.0.0.1', resolve));
const azure = await AzureServer.start(azureWorld(nodes));
azure.pageSize = 100;
process.on('disconnect', () => process.exit());
process.send({
  prometheus: `http://127.0.0.1:${prometheus.address().port}`,
  azure: azure.origin,
});
