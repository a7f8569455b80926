// Programs that only some tests need, built from their Go modules in harness/ when the first of these tests asks, beside those of the cluster.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/paths.mjs';

const execute = promisify(execFile);

/** Where all programs are that a cluster and its tests are made of. */
export const programs =
  process.env.CLUSTER_BIN ?? join(homedir(), '.cache', 'pull-cluster');

const building = new Map();

async function build(module) {
  console.log(`Building ${module} (once, up to some minutes)`);
  mkdirSync(programs, { recursive: true });
  // What is interrupted leaves no half of a program under its name.
  const made = mkdtempSync(join(programs, 'building-'));
  try {
    await execute(
      'nice',
      [
        ...['go', 'build', '-trimpath', '-ldflags', '-s -w'],
        ...['-o', `${made}/`, 'tool'],
      ],
      {
        cwd: join(root, 'test', 'cluster', 'harness', module),
        env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
        maxBuffer: 16 * 1024 * 1024,
      },
    );
    for (const name of readdirSync(made)) {
      await rename(join(made, name), join(programs, name));
    }
  } catch (error) {
    throw new Error(
      `${module} was not built; it needs the Go that harness/${module}/go.mod names, and its modules: ${error.stderr}`,
      { cause: error },
    );
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/**
 * The file of a program.
 *
 * @param module - the folder of harness/ whose go.mod names it as a tool
 */
export async function goProgram(module, name = module) {
  const file = join(programs, name);
  if (existsSync(file)) return file;
  if (!building.has(module)) building.set(module, build(module));
  await building.get(module);
  return file;
}
