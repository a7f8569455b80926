import { SourceProblem } from 'backstage-plugin-pull-performance-node';
import { WatchProblem } from '../../kubernetes/watch/types';
import { SweepResult } from './KubeletSweep';

const NAMED_NODES = 3;

/** The right that kubelets are asked with allows far more. */
const warning =
  'Mind that nodes/proxy also lets its holder run commands in all pods of the cluster: give it only if you accept that, or take the cluster out of pullPerformance.nodeDisks.kubelet.clusters and measure its disks with Prometheus or Azure Monitor. See docs/kubelet.md.';

/** What a sweep could not find out, and why. */
export function sweepProblems(
  result: SweepResult<unknown>,
  about: { cluster: string; title: string; everyMs: number },
): SourceProblem[] {
  const { refused, failures, postponed, asked } = result;
  const { cluster, title, everyMs } = about;
  const what = `Reading ${title} of the kubelets of cluster '${cluster}'`;
  if (refused) return [refusedProblem(refused, what)];
  const problems: SourceProblem[] = [];
  if (failures.length > 0) {
    const [{ problem }] = failures;
    problems.push({
      code: 'kubelet-unreadable',
      what,
      why: `${failures.length} of ${asked} did not tell (${someOf(
        failures.map(({ node }) => node),
      )}). The first: ${problem.why}`,
      next: 'Nothing to do for nodes that start or go. Otherwise look at the node, and whether the API server reaches its kubelet (port 10250).',
    });
  }
  if (postponed > 0) {
    problems.push({
      code: 'kubelet-postponed',
      what,
      why: `${asked} were asked and ${postponed} have to wait, so that the API server is spared: each is asked less often than every ${
        everyMs / 60_000
      } min.`,
      next: 'Measure the disks of large clusters with Prometheus or Azure Monitor; they tell of all nodes at once.',
    });
  }
  return problems;
}

function refusedProblem(problem: WatchProblem, what: string): SourceProblem {
  const { code, why, next } = problem;
  return {
    code: `kubelet-${code}`,
    what,
    why,
    next: next.includes('nodes/proxy') ? `${next}\n${warning}` : next,
  };
}

/** Names some of many. */
export function someOf(nodes: readonly string[]): string {
  const named = nodes.slice(0, NAMED_NODES).join(', ');
  const others = nodes.length - NAMED_NODES;
  return others > 0 ? `${named} and ${others} more` : named;
}
