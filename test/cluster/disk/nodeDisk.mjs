// The disk of a node of the harness: a loop device on a second one that can be throttled (harness/disk.sh).
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../scripts/paths.mjs';
import { poll } from '../../portal.mjs';

const execute = promisify(execFile);
const script = join(root, 'test', 'cluster', 'harness', 'disk.sh');

/** Disks are throttled through cgroup v1. */
export const canThrottle = existsSync(
  '/sys/fs/cgroup/blkio/blkio.throttle.write_bps_device',
);

/** The disk of a node, as the kernel counts it: what the tests know without any of the programs that they test. */
export function nodeDisk(nodeFolder) {
  const device = basename(
    readFileSync(join(nodeFolder, 'disk', 'inner.dev'), 'utf8').trim(),
  );

  /** @see https://docs.kernel.org/admin-guide/iostats.html */
  function read() {
    const line = readFileSync('/proc/diskstats', 'utf8')
      .split('\n')
      .map(text => text.trim().split(/\s+/))
      .find(fields => fields[2] === device);
    const [readSectors, writtenSectors, inFlight, weightedMs] = [
      5, 9, 11, 13,
    ].map(field => Number(line[field]));
    return {
      atMs: Date.now(),
      bytes: (readSectors + writtenSectors) * 512,
      inFlight,
      weightedMs,
    };
  }

  return {
    device,
    read,

    /** What it did on average since it was read. */
    since(before) {
      const now = read();
      const ms = now.atMs - before.atMs;
      return {
        seconds: ms / 1000,
        queueDepth: (now.weightedMs - before.weightedMs) / ms,
        bytesPerSecond: ((now.bytes - before.bytes) / ms) * 1000,
      };
    },

    /** Changes its limit; 0: none. */
    async limit(mibPerSecond) {
      await execute('bash', [script, nodeFolder, `${mibPerSecond}`]);
    },

    /** Waits until everything is written that was on its way. */
    async idle() {
      let quietSince = Date.now();
      let last = read();
      await poll(`${device} is idle`, 240, async () => {
        const now = read();
        if (now.inFlight > 0 || now.bytes !== last.bytes) {
          quietSince = now.atMs;
        }
        last = now;
        return now.atMs - quietSince >= 3_000 ? true : undefined;
      });
    },
  };
}
