import { mockServices } from '@backstage/backend-test-utils';
import { NodeDescription, NodeIncident } from '../../store/NodeStore';
import { readNode } from '../workloads/objects';
import { NodeReporter } from './NodeReporter';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 10, 22, 12, 5);

/** A reporter between nodes and a store that may fail. */
function bench() {
  const clock = { nowMs: startMs, heardAtMs: startMs as number | undefined };
  const told: string[][] = [];
  const incidents: NodeIncident[] = [];
  let fails = false;
  let meanwhile = () => {};
  const reporter = NodeReporter.create({
    cluster: 'test',
    store: {
      saveNodeDescriptions: async ({ nodes }) => {
        if (fails) throw new Error('down');
        told.push(nodes.map(({ name }: NodeDescription) => name));
      },
      addNodeIncidents: async options => {
        if (fails) throw new Error('down');
        incidents.push(...options.incidents);
        meanwhile();
        meanwhile = () => {};
      },
    },
    logger: mockServices.logger.mock(),
    everyMs: 1,
    now: () => clock.nowMs,
    heardAtMs: () => clock.heardAtMs,
  });
  return {
    reporter,
    clock,
    told,
    incidents,
    /** Happens while incidents are being stored. */
    whileStoring: (happens: () => void) => {
      meanwhile = happens;
    },
    failing: (value: boolean) => {
      fails = value;
    },
    pass: (ms: number) => {
      clock.nowMs += ms;
      clock.heardAtMs = clock.nowMs;
    },
  };
}

function node(
  name: string,
  options: { version?: string; pressureSinceMs?: number } = {},
) {
  const { version = 'v1.34.4', pressureSinceMs } = options;
  const condition = pressureSinceMs !== undefined && {
    type: 'DiskPressure',
    status: 'True',
    lastTransitionTime: new Date(pressureSinceMs).toISOString(),
  };
  return readNode({
    metadata: { name },
    status: {
      nodeInfo: { kubeletVersion: version },
      conditions: [condition],
    },
  });
}

describe('NodeReporter', () => {
  it('tells what is new or changed, once', async () => {
    const { reporter, told } = bench();
    await reporter.node(node('a'));
    await reporter.node(node('b'));
    await reporter.report();
    await reporter.node(node('a'));
    await reporter.node(node('b', { version: 'v1.35.0' }));
    await reporter.report();
    await reporter.report();
    reporter.nodeGone('a');
    await reporter.node(node('a'));
    await reporter.report();
    expect(told).toEqual([['a', 'b'], ['b'], ['a']]);
  });

  it('tells again what the store refused, and holds a bounded number of nodes', async () => {
    const { reporter, told, failing } = bench();
    failing(true);
    await reporter.node(node('a'));
    await expect(reporter.report()).rejects.toThrow('down');
    failing(false);
    await reporter.report();
    expect(told).toEqual([['a']]);

    failing(true);
    for (let index = 0; index < 501; index += 1) {
      await reporter.node(node(`n${index}`));
    }
    failing(false);
    await reporter.report();
    expect(told[1]).toEqual(['n500']);
    await reporter.node(node('n0'));
    await reporter.report();
    expect(told[2]).toEqual(['n0']);
    for (let index = 1000; index < 1501; index += 1) {
      await reporter.node(node(`n${index}`));
    }
    expect(told[3]).toHaveLength(500);
  });

  it('tells of disk pressure from its beginning on, each ten minutes, until it ends', async () => {
    const { reporter, incidents, pass } = bench();
    const pressureSinceMs = startMs - 2.5 * hourMs;
    await reporter.node(node('full', { pressureSinceMs }));
    await reporter.node(node('fine'));
    await reporter.report();
    await reporter.report();
    const at = (atMs: number) => ({
      node: 'full',
      atMs,
      kind: 'disk-pressure',
    });
    expect(incidents.splice(0)).toEqual([
      at(startMs),
      at(startMs - hourMs),
      at(startMs - 2 * hourMs),
    ]);
    pass(2 * 60_000);
    await reporter.report();
    expect(incidents).toEqual([]);
    pass(3 * 60_000);
    await reporter.report();
    expect(incidents.splice(0)).toEqual([at(startMs + 5 * 60_000)]);
    pass(hourMs);
    await reporter.node(node('full'));
    await reporter.report();
    expect(incidents).toEqual([]);
  });

  it('says nothing of the time in which the cluster was not heard of, nor of nodes that a new list does not name', async () => {
    const { reporter, incidents, clock, pass } = bench();
    clock.heardAtMs = undefined;
    await reporter.node(node('full', { pressureSinceMs: startMs }));
    await reporter.report();
    expect(incidents).toEqual([]);
    pass(0);
    await reporter.report();
    expect(incidents.splice(0)).toHaveLength(1);
    clock.nowMs += 5 * hourMs;
    await reporter.report();
    expect(incidents).toEqual([]);
    pass(0);
    reporter.nodesListing();
    await reporter.report();
    expect(incidents).toEqual([]);
  });

  it('loses nothing that comes while it stores', async () => {
    const { reporter, incidents, whileStoring } = bench();
    const incident = (name: string) => ({
      ...{ node: name, atMs: startMs, kind: 'image-gc-failed' as const },
    });
    reporter.incidents([incident('a')]);
    whileStoring(() => reporter.incidents([incident('b')]));
    await reporter.report();
    await reporter.report();
    expect(incidents.map(one => one.node)).toEqual(['a', 'b']);
  });

  it('tells of events once in ten minutes, however often they come', async () => {
    const { reporter, incidents, failing } = bench();
    const event = (atMs: number): NodeIncident => ({
      node: 'full',
      kind: 'image-gc-failed',
      atMs,
    });
    reporter.incidents([event(startMs), event(startMs + 1)]);
    reporter.incidents([event(startMs), event(startMs + 2 * hourMs)]);
    failing(true);
    await expect(reporter.report()).rejects.toThrow('down');
    failing(false);
    await reporter.report();
    expect(incidents).toEqual([event(startMs)]);
    for (let index = 0; index < 100_000; index += 1) {
      reporter.incidents([{ ...event(startMs), node: `n${index}` }]);
    }
    await reporter.report();
    expect(incidents.length).toBeLessThanOrEqual(40_001);
  });
});
