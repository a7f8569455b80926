import { availableParallelism, cpus, totalmem } from 'node:os';

/** What figures of a machine depend on. */
export function machine() {
  const [{ model = 'unknown' } = {}] = cpus();
  return [
    `CPU ${model}, ${availableParallelism()} cores, ${Math.round(
      totalmem() / 2 ** 30,
    )} GiB of memory`,
    `Node ${process.versions.node} on ${process.platform} ${process.arch}`,
  ];
}
