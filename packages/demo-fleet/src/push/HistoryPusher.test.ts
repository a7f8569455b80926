import { clusters as allClusters } from '../definitions/clusters';
import { services } from '../definitions/services';
import { ClusterSimulation } from '../simulation/ClusterSimulation';
import { HistoryPusher } from './HistoryPusher';
import { HistoryReader } from './HistoryReader';

const HOUR_MS = 3_600_000;
/** The smallest one: it is simulated many times here. */
const clusters = allClusters.filter(
  ({ name }) => name === 'demo-southeastasia',
);

interface AnyValue {
  stringValue?: string;
  intValue?: string;
  boolValue?: boolean;
  arrayValue?: { values: AnyValue[] };
  kvlistValue?: { values: { key: string; value: AnyValue }[] };
}

/** What a receiver makes of it. */
function plain(value: AnyValue): unknown {
  if (value.kvlistValue) {
    return Object.fromEntries(
      value.kvlistValue.values.map(one => [one.key, plain(one.value)]),
    );
  }
  if (value.arrayValue) return value.arrayValue.values.map(plain);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? null;
}

function simulationsAt(startMs: number): ClusterSimulation[] {
  return clusters.map(cluster =>
    ClusterSimulation.create({ seed: 3, cluster, services, startMs }),
  );
}

interface Sent {
  cluster: string;
  observedAtMs: number;
  type: string;
  kind: string;
  uid: string;
  resourceVersion: string;
}

async function push(
  simulations: ClusterSimulation[],
  fromMs: number,
  options: {
    signal?: AbortSignal;
    refuseAfter?: number;
    untilMs?: number;
  } = {},
) {
  for (const simulation of simulations) simulation.runUntil(fromMs);
  const sent: Sent[] = [];
  const marks: number[] = [];
  let requests = 0;
  const pusher = HistoryPusher.create({
    reader: HistoryReader.create({ simulations }),
    onPushed: async timeMs => {
      marks.push(timeMs);
    },
    client: {
      send: async text => {
        requests += 1;
        if (requests > (options.refuseAfter ?? Infinity)) {
          throw new Error('400 refused');
        }
        expect(text.length).toBeLessThan(8_100_000);
        for (const { resource, scopeLogs } of JSON.parse(text).resourceLogs) {
          const [{ key, value }] = resource.attributes;
          expect(key).toBe('k8s.cluster.name');
          for (const record of scopeLogs[0].logRecords) {
            const body = plain(record.body) as {
              type: string;
              object: {
                kind: string;
                metadata: { uid: string; resourceVersion: string };
              };
            };
            sent.push({
              cluster: value.stringValue,
              observedAtMs: Number(
                BigInt(record.observedTimeUnixNano) / 1_000_000n,
              ),
              type: body.type,
              kind: body.object.kind,
              ...body.object.metadata,
            });
          }
        }
      },
    },
    fromMs,
    untilMs: options.untilMs,
    signal: options.signal ?? new AbortController().signal,
  });
  const outcome = await pusher.run().catch(error => error);
  return { sent, marks, outcome };
}

describe('HistoryPusher', () => {
  it('tells everything from the beginning on, the oldest first, up to now', async () => {
    const startMs = Date.now() - 25 * HOUR_MS;
    const { sent, marks } = await push(simulationsAt(startMs), startMs);
    for (const { name } of clusters) {
      const own = sent.filter(({ cluster }) => cluster === name);
      const times = own.map(({ observedAtMs }) => observedAtMs);
      expect(times).toEqual([...times].sort((one, other) => one - other));
      const kinds = new Set(own.map(({ kind }) => kind));
      for (const kind of ['Node', 'Pod', 'Deployment', 'Event', 'Job']) {
        expect(kinds).toContain(kind);
      }
    }
    expect(marks).toHaveLength(3);
    expect(Date.now() - marks[2]).toBeLessThan(HOUR_MS);
  });

  it('goes on where it was with the same events, and only with those that are missing', async () => {
    const startMs = Date.now() - 25 * HOUR_MS;
    const events = ({ sent }: { sent: Sent[] }) =>
      sent
        .filter(({ kind }) => kind === 'Event')
        .map(({ uid, resourceVersion }) => `${uid}@${resourceVersion}`);
    const whole = await push(simulationsAt(startMs), startMs);
    const [, markMs] = whole.marks;
    const rest = await push(simulationsAt(startMs), markMs);
    expect(events(rest).length).toBeGreaterThan(10);
    expect(events(rest).length).toBeLessThan(events(whole).length);
    expect(new Set(events(whole))).toEqual(
      new Set([
        ...events({
          sent: whole.sent.filter(one => one.observedAtMs <= markMs),
        }),
        ...events({
          sent: rest.sent.filter(
            one => one.observedAtMs <= (whole.marks.at(-1) ?? 0),
          ),
        }),
      ]),
    );
  });

  it('ends where it shall', async () => {
    const startMs = Date.now() - 25 * HOUR_MS;
    const untilMs = startMs + 13 * HOUR_MS;
    const { sent, marks } = await push(simulationsAt(startMs), startMs, {
      untilMs,
    });
    expect(marks).toEqual([startMs + 12 * HOUR_MS, untilMs]);
    expect(sent.every(({ observedAtMs }) => observedAtMs <= untilMs)).toBe(
      true,
    );
  });

  it('remembers only what was taken', async () => {
    const startMs = Date.now() - 25 * HOUR_MS;
    const { marks, outcome } = await push(simulationsAt(startMs), startMs, {
      refuseAfter: 1,
    });
    expect(outcome).toEqual(new Error('400 refused'));
    expect(marks).toEqual([startMs + 12 * HOUR_MS]);
  });
});
