import { clusters } from '../definitions/clusters';
import { services } from '../definitions/services';
import { renderObject } from '../kubernetes/objects/renderObject';
import { ClusterSimulation } from './ClusterSimulation';
import { Change, SimulatedEvent } from './objects';

const HOUR_MS = 3_600_000;
/** A Tuesday. */
const startMs = Date.UTC(2026, 0, 6);
const untilMs = startMs + 30 * HOUR_MS;

function simulate(options: {
  seed: number;
  cluster: string;
  stepMs?: number;
  observer?: (change: Change, simulation: ClusterSimulation) => void;
}): string[] {
  const cluster = clusters.find(({ name }) => name === options.cluster);
  if (!cluster) throw new Error(`No cluster ${options.cluster}`);
  const { seed, stepMs = 30 * HOUR_MS, observer } = options;
  const simulation = ClusterSimulation.create({
    seed,
    cluster,
    services,
    startMs,
  });
  const log: string[] = [];
  simulation.observe(change => {
    const object = renderObject(change.object, cluster);
    log.push(JSON.stringify([change.atMs, change.type, object]));
    observer?.(change, simulation);
  });
  for (let atMs = startMs; atMs < untilMs; ) {
    atMs = Math.min(atMs + stepMs, untilMs);
    simulation.runUntil(atMs);
  }
  return log;
}

describe('ClusterSimulation', () => {
  it('gives the same happenings for the same seed, in whatever steps', () => {
    const once = simulate({ seed: 7, cluster: 'demo-southeastasia' });
    const again = simulate({
      seed: 7,
      cluster: 'demo-southeastasia',
      stepMs: 977_777,
    });
    expect(once.length).toBeGreaterThan(5_000);
    expect(again).toEqual(once);
    const other = simulate({ seed: 8, cluster: 'demo-southeastasia' });
    expect(other.slice(0, 200)).not.toEqual(once.slice(0, 200));
  });

  it('counts revisions like etcd: each change has the next', () => {
    const revisions: number[] = [];
    simulate({
      seed: 1,
      cluster: 'demo-eastus',
      observer: ({ object }) => revisions.push(object.revision),
    });
    expect(revisions.length).toBeGreaterThan(1_000);
    expect(revisions).toEqual(
      revisions.map((_, index) => revisions[0] + index),
    );
  });

  it('lets serial kubelets pull one image at a time, and tells what waited', () => {
    const pulls = new Map<string, { from: number; to: number }[]>();
    let waited = 0;
    simulate({
      seed: 1,
      cluster: 'demo-eastus',
      observer: ({ object, type, atMs }) => {
        const times = type === 'ADDED' && pulledTimes(object);
        // The pools system and user pull serially there.
        if (!times || !/^aks-(user|system)-/.test(times.node)) return;
        const list = pulls.get(times.node) ?? [];
        list.push({ from: atMs - times.pullMs, to: atMs });
        pulls.set(times.node, list);
        expect(times.waitMs).toBeGreaterThanOrEqual(times.pullMs);
        if (times.waitMs > times.pullMs + 500) waited += 1;
      },
    });
    expect(waited).toBeGreaterThan(0);
    for (const list of pulls.values()) {
      for (let index = 1; index < list.length; index += 1) {
        // Messages cut off what is below a millisecond.
        expect(list[index].from).toBeGreaterThanOrEqual(list[index - 1].to - 1);
      }
    }
  });

  it('has nodes, services and failures as promised', () => {
    let nodes = 0;
    for (const cluster of clusters) {
      const simulation = ClusterSimulation.create({
        seed: 1,
        cluster,
        services,
        startMs,
      });
      const objects = simulation.objects();
      nodes += objects.filter(({ kind }) => kind === 'Node').length;
      const pods = objects.filter(({ kind }) => kind === 'Pod');
      expect(pods.length).toBeGreaterThan(40);
    }
    expect(nodes).toBeGreaterThanOrEqual(60);
    expect(services.length).toBeGreaterThanOrEqual(12);
    const reasons = new Map<string, number>();
    simulate({
      seed: 1,
      cluster: 'demo-westeurope',
      observer: ({ object }) => {
        if (object.kind !== 'Event') return;
        reasons.set(object.reason, (reasons.get(object.reason) ?? 0) + 1);
      },
    });
    for (const reason of ['Pulling', 'Pulled', 'Failed', 'BackOff']) {
      expect([reason, reasons.get(reason) ?? 0]).not.toEqual([reason, 0]);
    }
  });
});

function pulledTimes(
  object: Change['object'],
): { node: string; pullMs: number; waitMs: number } | undefined {
  if (object.kind !== 'Event' || object.reason !== 'Pulled') return undefined;
  const { message, host }: SimulatedEvent = object;
  const match = / in (\S+) \((\S+) including waiting\)/.exec(message);
  return match && host
    ? { node: host, pullMs: msOf(match[1]), waitMs: msOf(match[2]) }
    : undefined;
}

function msOf(duration: string): number {
  const units: Record<string, number> = {
    h: 3_600_000,
    m: 60_000,
    s: 1_000,
    ms: 1,
  };
  return [...duration.matchAll(/([\d.]+)(ms|h|m|s)/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * units[unit],
    0,
  );
}
