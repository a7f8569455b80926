import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs kubectl; `input` goes to its standard input. */
export async function kubectl(args, input) {
  const running = execute('kubectl', args, { maxBuffer: 64 * 1024 * 1024 });
  running.child.stdin.end(input);
  const { stdout } = await running;
  return stdout;
}

/** Runs kubectl and reads its JSON. */
export async function kubectlJson(args) {
  return JSON.parse(await kubectl([...args, '-o', 'json']));
}

/** Creates or changes objects. */
export function apply(...objects) {
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  return kubectl(['apply', '-f', '-'], JSON.stringify(list));
}
