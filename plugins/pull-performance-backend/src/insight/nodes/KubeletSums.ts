import { KubeletCounts } from 'backstage-plugin-pull-performance-common';
import { PullMetricFigures } from '../../store/NodeStore';

/** Adds up what the kubelets of a pool counted of pulls. */
export class KubeletSums {
  private hours = 0;
  private pulls = 0;
  private knownPulls = 0;
  private timedPulls = 0;
  private waitSeconds = 0;
  private requests = 0;
  private presentLocally = 0;
  private runtimePulls?: number;
  private runtimeFailures?: number;

  add(counted: PullMetricFigures): void {
    this.hours += counted.hours;
    this.pulls += counted.pulls;
    this.knownPulls += counted.knownPulls;
    this.timedPulls += counted.timedPulls;
    this.waitSeconds += counted.waitSeconds;
    this.requests += counted.requests;
    this.presentLocally += counted.presentLocally;
    this.runtimePulls = sumOf(this.runtimePulls, counted.runtimePulls);
    this.runtimeFailures = sumOf(this.runtimeFailures, counted.runtimeFailures);
  }

  /** Absent where no kubelet told how many pulls there were. Sums are rounded, not their parts. */
  answer(): KubeletCounts | undefined {
    if (this.hours === 0) return undefined;
    return {
      hours: this.hours,
      pulls: Math.round(this.pulls),
      knownPulls: this.knownPulls,
      meanWaitSeconds:
        this.timedPulls > 0 ? this.waitSeconds / this.timedPulls : undefined,
      presentShare:
        this.requests > 0
          ? Math.min(1, this.presentLocally / this.requests)
          : undefined,
      runtimePulls: rounded(this.runtimePulls),
      runtimeFailures: rounded(this.runtimeFailures),
    };
  }
}

function sumOf(sum: number | undefined, more: number | undefined) {
  return more === undefined ? sum : (sum ?? 0) + more;
}

function rounded(count: number | undefined): number | undefined {
  return count === undefined ? undefined : Math.round(count);
}
