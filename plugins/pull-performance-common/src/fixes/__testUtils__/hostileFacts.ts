import fc from 'fast-check';
import { Draft, graded, healthyFacts, image, node, workload } from './facts';

/** May be missing in what the backend answers. */
const optional = new RegExp(
  `^(?:${[
    'registries',
    'scorecard/areas/\\w+/(?:limits|reason|value|worstCluster)',
    'scorecard/clusters/\\d+/(?:waitSeconds|gradedWaitSeconds|queueShare|imageShare)',
    'clusters/\\d+/youngNodesShare',
    'images/\\d+/(?:compressedBytes|lazyPull|platform|tagMoved)',
    'images/\\d+/layers/\\d+/createdBy',
    'images/\\d+/versions/\\d+/(?:compressedBytes|reference)',
    'nodes/\\d+/(?:createdAt|disk|nodePool|vmSize)',
    'nodes/\\d+/disk/(?:name|sizeBytes|tier)',
    'nodes/\\d+/pulling/throttledBy',
    'registries/\\d+/tier',
    'workloads/\\d+/settings',
    'workloads/\\d+/containers/\\d+/pullPolicy',
  ].join('|')})$`,
);

const hostileNumber = fc.oneof(
  fc.constantFrom(NaN, Infinity, -Infinity, -1, 0, -0, 1e300, 5e-324, 0.5),
  fc.double(),
  fc.nat(),
);

const hostileText = fc.oneof(
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'weu',
    'unknown',
    'always: *x',
    '${{ secrets.x }}',
    'a\n- b: c',
    '\ud800',
    '\u202etxt.exe',
    'x'.repeat(5000),
    '💥'.repeat(2000),
    '<script>',
    '9999-99-99T99:99:99Z',
  ),
  fc.string({ unit: 'binary' }),
);

/** A service to which most fixes apply. */
export function unhealthyFacts(): Draft {
  const facts = healthyFacts();
  graded(facts, 'pullTime', 'D');
  graded(facts, 'imageSize', 'E');
  graded(facts, 'layerReuse', 'C');
  graded(facts, 'nodeDiskHealth', 'E');
  const [cluster] = facts.scorecard.clusters;
  cluster.queueShare = 0.5;
  cluster.counts.checked = 5;
  const reference = 'shop.azurecr.io/web:1.4.2';
  facts.registries = [
    { cluster: 'weu', host: 'shop.azurecr.io', tier: 'Premium', regions: [] },
  ];
  facts.workloads = [workload(), workload({ cluster: 'eus', name: 'api' })];
  facts.workloads.forEach(({ containers }) => {
    containers[0].image = reference;
    containers[0].pullPolicy = 'Always';
  });
  facts.images = [
    image({
      reference,
      advice: [
        'changing-layer-above-unchanged' as const,
        'base-not-shared' as const,
      ].map(code => ({ code, what: `Advice ${code}`, why: '', next: '' })),
      versions: [20, 19, 18, 17, 16, 13].map(day => ({
        digest: `sha256:${day}`,
        firstSeenAt: `2026-11-${day}T09:00:00Z`,
        compressedBytes: 400e6,
      })),
    }),
    image({ reference: 'small:1', compressedBytes: 1e6 }),
  ];
  facts.nodes = [
    node({
      health: 'throttled',
      parallelPulls: { mode: 'serial', basis: '' },
      pulling: {
        seconds: 4000,
        observedSeconds: 4000,
        busySeconds: 0,
        throttledSeconds: 600,
        throttledBy: 'iops',
      },
      disk: {
        kind: 'managed',
        name: 'P10',
        tier: 'Premium_LRS',
        sizeBytes: 137e9,
        limit: { iops: 500, bytesPerSecond: 96e6 },
        limits: [
          { boundBy: 'P10 disk', iops: 500, bytesPerSecond: 100e6 },
          { boundBy: 'Standard_D4s_v3', iops: 6400, bytesPerSecond: 96e6 },
        ],
        alternatives: [
          {
            kind: 'ephemeral',
            name: 'ephemeral on cache',
            limit: { iops: 8000, bytesPerSecond: 64e6 },
          },
        ],
        sources: ['azure'],
      },
    }),
    node({ node: 'node-2' }),
  ];
  return facts;
}

/** Where a value lies in facts. */
type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) {
    return [path];
  }
  const inner = Object.entries(value).flatMap(([key, child]) =>
    pathsOf(child, [...path, key]),
  );
  return [path, ...inner];
}

function changed(
  value: unknown,
  path: Path,
  change: (old: unknown) => unknown,
): unknown {
  const [first, ...rest] = path;
  if (first === undefined) {
    return change(value);
  }
  if (Array.isArray(value)) {
    return value.map((child, index) =>
      String(index) === String(first) ? changed(child, rest, change) : child,
    );
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .map(([name, child]) => [
            name,
            name === first ? changed(child, rest, change) : child,
          ])
          .filter(([, child]) => child !== undefined),
      )
    : value;
}

/** Those facts with some values made hostile, missing where they may be, or repeated. */
export const hostileFacts: fc.Arbitrary<Draft> = fc
  .array(
    fc.record({
      path: fc.constantFrom(...pathsOf(unhealthyFacts())),
      number: hostileNumber,
      text: hostileText,
      drop: fc.boolean(),
      times: fc.constantFrom(0, 0, 2, 150),
    }),
    { maxLength: 12 },
  )
  .map(changes => {
    let facts: unknown = unhealthyFacts();
    for (const { path, number, text, drop, times } of changes) {
      facts = changed(facts, path, old => {
        if (drop && optional.test(path.join('/'))) return undefined;
        if (typeof old === 'number') return number;
        if (typeof old === 'string') return text;
        return Array.isArray(old) && old.length < 200
          ? Array.from({ length: times }, () => old).flat()
          : old;
      });
    }
    // Only values of the same type were put in, and only what is optional was left out.
    return facts as Draft;
  });
