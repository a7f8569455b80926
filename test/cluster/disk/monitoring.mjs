// node-exporter and Prometheus of Debian, as they would run in a cluster: each node of the harness is scraped under its own name.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../scripts/ports.mjs';
import { startProcess } from '../../../scripts/processes.mjs';
import { poll } from '../../portal.mjs';

/** How often nodes are scraped. */
export const scrapeSeconds = 5;

const programs = ['prometheus', 'prometheus-node-exporter'];

/** The Debian packages that are missing. */
export const missingMonitoring = programs.filter(
  program => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
);

/**
 * Starts both, on the loopback.
 *
 * @param options - `folder`: for their files. `nodes`: names; all are on this machine, and so tell of all its disks
 */
export async function startMonitoring({ folder, nodes }) {
  const exporter = `127.0.0.1:${await freePort()}`;
  const address = `127.0.0.1:${await freePort()}`;
  const file = join(folder, 'prometheus.json');
  mkdirSync(folder, { recursive: true });
  // JSON is YAML.
  writeFileSync(
    file,
    JSON.stringify({
      global: {
        scrape_interval: `${scrapeSeconds}s`,
        scrape_timeout: `${scrapeSeconds}s`,
      },
      scrape_configs: [
        {
          job_name: 'node-exporter',
          static_configs: nodes.map(node => ({
            targets: [exporter],
            labels: { node },
          })),
        },
      ],
    }),
  );
  const quiet = { stdio: 'ignore' };
  const running = [
    startProcess(
      'prometheus-node-exporter',
      [
        `--web.listen-address=${exporter}`,
        '--collector.disable-defaults',
        ...['diskstats', 'filesystem', 'pressure'].map(
          name => `--collector.${name}`,
        ),
        // By default it leaves out loop devices, and those are the nodes' disks.
        '--collector.diskstats.device-exclude=^$',
      ],
      quiet,
    ),
    startProcess(
      'prometheus',
      [
        `--web.listen-address=${address}`,
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      ],
      quiet,
    ),
  ];
  const stop = () => Promise.all(running.map(program => program.stop()));
  const url = `http://${address}`;
  try {
    await poll('Prometheus has scraped all nodes', 60, async () => {
      const response = await fetch(`${url}/api/v1/query?query=up`);
      const { data } = await response.json();
      const up = data.result.filter(({ value }) => value[1] === '1');
      return up.length === nodes.length ? true : undefined;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
