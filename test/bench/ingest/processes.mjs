// What other processes use, as Linux tells it.
import { readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** CPU seconds of a process so far, of all its threads. */
export function cpuSecondsOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** The most memory that a process has had. */
export function peakMiBOf(pid) {
  const [, kib] = /VmHWM:\s+(\d+) kB/.exec(
    readFileSync(`/proc/${pid}/status`, 'utf8'),
  );
  return Number(kib) / 1024;
}
