import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** kubectl for one cluster; without a kubeconfig for the one of the environment. */
export function createKubectl(kubeconfig) {
  const flags = kubeconfig ? ['--kubeconfig', kubeconfig] : [];

  /** Runs kubectl; `input` goes to its standard input. */
  async function run(args, input) {
    const running = execute('kubectl', [...flags, ...args], {
      maxBuffer: 64 * 1024 * 1024,
    });
    running.child.stdin.end(input);
    const { stdout } = await running;
    return stdout;
  }

  return {
    run,
    /** Runs kubectl and reads its JSON. */
    async json(args) {
      return JSON.parse(await run([...args, '-o', 'json']));
    },
    /** Creates or changes objects. */
    apply(...objects) {
      const list = { apiVersion: 'v1', kind: 'List', items: objects };
      return run(['apply', '-f', '-'], JSON.stringify(list));
    },
  };
}

export const {
  run: kubectl,
  json: kubectlJson,
  apply,
} = createKubectl(undefined);
