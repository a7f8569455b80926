import fc from 'fast-check';
import daemonSets from '../__fixtures__/daemonsets.json';
import pods from '../__fixtures__/pods.json';
import { lengthOfPod, readPod } from './objects';

const defaults = [
  { key: 'node.kubernetes.io/not-ready', tolerationSeconds: 300 },
  { key: 'node.kubernetes.io/unreachable', tolerationSeconds: 300 },
].map(one => ({ operator: 'Exists', effect: 'NoExecute', ...one }));
const none = {
  imagePullSecrets: [],
  nodeSelector: {},
  nodeAffinity: [],
  tolerations: [],
};
const metadata = { name: 'a', namespace: 'b', uid: 'c' };

function podWith(spec: object, ownerKind = 'ReplicaSet') {
  return readPod({
    metadata: {
      ...metadata,
      ownerReferences: [{ kind: ownerKind, name: 'a', controller: true }],
    },
    spec: { containers: [], ...spec },
  });
}

function settingsOf(spec: object, ownerKind?: string) {
  const { settings } = podWith(spec, ownerKind);
  return settings === undefined ? undefined : JSON.parse(settings);
}

function affinity(...nodeSelectorTerms: unknown[]) {
  const required = { nodeSelectorTerms };
  return {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: required,
      },
    },
  };
}

describe('readPodSettings', () => {
  it('reads pods of a real cluster, and keeps one text for those that are alike', () => {
    const read = pods.items.map(pod => readPod(pod));
    const [first] = read;
    expect(JSON.parse(first.settings!)).toEqual({
      ...none,
      serviceAccount: 'default',
    });
    expect(first.createdAtMs).toBe(Date.UTC(2026, 10, 22, 2, 48, 51));
    const policies = (name: string) =>
      read
        .find(pod => pod.name === name)
        ?.containers.map(({ kind, pullPolicy }) => `${kind} ${pullPolicy}`);
    expect(policies('warm-always')).toEqual(['container Always']);
    expect(policies('never')).toEqual(['container Never']);
    expect(policies('volume-always')).toEqual([
      'container IfNotPresent',
      'volume Always',
    ]);
    expect(new Set(read.map(({ settings }) => settings)).size).toBeLessThan(4);
  });

  it('reads the template of a real DaemonSet as its pods have it', () => {
    const { spec } = daemonSets.items[0].spec.template;
    expect(settingsOf(spec, 'DaemonSet')).toMatchObject({ nodeSelector: {} });
  });

  it('reads everything that decides where a pod runs and how it pulls', () => {
    const expression = (operator: string, values?: string[]) => ({
      key: 'topology.kubernetes.io/zone',
      operator,
      ...(values && { values }),
    });
    const toleration = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };
    expect(
      settingsOf({
        serviceAccountName: 'checkout',
        serviceAccount: 'checkout',
        imagePullSecrets: [{ name: 'acr' }, { name: 'acr' }, {}, { name: '' }],
        nodeSelector: { 'kubernetes.io/os': 'linux', disktype: 'ssd' },
        ...affinity(
          {
            matchExpressions: [
              expression('In', ['eu-1', 'eu-2']),
              expression('Exists'),
            ],
            matchFields: [expression('In', ['node-1'])],
          },
          { matchExpressions: [{ ...expression('Gt', ['-4']), key: 'cores' }] },
        ),
        tolerations: [
          { ...toleration, operator: 'Equal' },
          { operator: 'Exists' },
          { ...defaults[0], tolerationSeconds: 30 },
          ...defaults,
        ],
        priorityClassName: 'high',
        runtimeClassName: 'gvisor',
      }),
    ).toEqual({
      serviceAccount: 'checkout',
      imagePullSecrets: ['acr'],
      nodeSelector: { 'kubernetes.io/os': 'linux', disktype: 'ssd' },
      nodeAffinity: [
        {
          matchExpressions: [
            expression('In', ['eu-1', 'eu-2']),
            expression('Exists'),
          ],
        },
        { matchExpressions: [{ ...expression('Gt', ['-4']), key: 'cores' }] },
      ],
      tolerations: [
        { ...toleration, operator: 'Equal' },
        { operator: 'Exists' },
        { ...defaults[0], tolerationSeconds: 30 },
      ],
      priorityClass: 'high',
      runtimeClass: 'gvisor',
    });
  });

  it('leaves out what the DaemonSet controller adds, of its pods only', () => {
    const added = [
      ...['not-ready', 'unreachable'].map(key => [key, 'NoExecute']),
      ...[
        ...['disk-pressure', 'memory-pressure', 'pid-pressure'],
        ...['unschedulable', 'network-unavailable'],
      ].map(key => [key, 'NoSchedule']),
    ].map(([key, effect]) => ({
      key: `node.kubernetes.io/${key}`,
      operator: 'Exists',
      effect,
    }));
    const own = { key: 'dedicated', operator: 'Exists' };
    const spec = {
      tolerations: [...added, own],
      // The controller names the node of each pod in place of what the DaemonSet asks for.
      ...affinity({
        matchFields: [
          { key: 'metadata.name', operator: 'In', values: ['node-1'] },
        ],
      }),
    };
    expect(settingsOf(spec, 'DaemonSet')).toEqual({
      ...none,
      tolerations: [own],
    });
    expect(settingsOf(spec).tolerations).toEqual([...added, own]);
  });

  it('says the same whatever the order of keys', () => {
    const one = podWith({ nodeSelector: { a: '1', b: '2' } }).settings;
    const other = podWith({ nodeSelector: { b: '2', a: '1' } }).settings;
    expect(one).toBe(other);
  });

  it.each([
    ['no specification', { containers: undefined }],
    ['a selector that is none', { nodeSelector: ['a'] }],
    ['a key that is none', { nodeSelector: { 'bad key': 'a' } }],
    ['a value that is none', { nodeSelector: { a: 'b\n- c: ${{ d }}' } }],
    ['a number for a value', { nodeSelector: { a: 7 } }],
    ['a long value', { nodeSelector: { a: 'v'.repeat(64) } }],
    ['a long key', { nodeSelector: { ['k'.repeat(64)]: '' } }],
    ['a long prefix', { nodeSelector: { [`${'k'.repeat(254)}/a`]: '' } }],
    ['two prefixes', { nodeSelector: { 'a/b/c': '' } }],
    ['a path', { nodeSelector: { '../a': '' } }],
    [
      'more keys than anybody has',
      {
        nodeSelector: Object.fromEntries(
          Array.from({ length: 65 }, (_, index) => [`k${index}`, 'v']),
        ),
      },
    ],
    ['terms that are no list', affinity({ matchExpressions: 'a' })],
    [
      'an unknown operator',
      affinity({ matchExpressions: [{ key: 'a', operator: 'Is' }] }),
    ],
    [
      'a number that is none',
      affinity({
        matchExpressions: [{ key: 'a', operator: 'Gt', values: ['x'] }],
      }),
    ],
    ['more terms than anybody has', affinity(...Array(17).fill({}))],
    ['a toleration of nothing', { tolerations: [{ key: '{{ a }}' }] }],
    ['an unknown effect', { tolerations: [{ effect: 'Never' }] }],
    ['half a second', { tolerations: [{ tolerationSeconds: 0.5 }] }],
    ['tolerations that are no list', { tolerations: {} }],
    [
      'more text than anybody has',
      affinity(
        ...Array.from({ length: 2 }, () => ({
          matchExpressions: [
            {
              key: 'a',
              operator: 'In',
              values: Array(60).fill('v'.repeat(60)),
            },
          ],
        })),
      ),
    ],
  ])('does not tell half of it: %s', (_, spec) => {
    expect(settingsOf(spec)).toBeUndefined();
  });

  it('passes over names that no object has', () => {
    const name = 'x\u0000: "`${{ secrets.a }}`"';
    expect(
      settingsOf({
        serviceAccountName: name,
        imagePullSecrets: [{ name }, 'a', null, { name: 'n'.repeat(254) }],
        priorityClassName: '../../etc',
        runtimeClassName: { name },
      }),
    ).toEqual(none);
    const [container] = podWith({
      containers: [{ name: 'a', image: 'b', imagePullPolicy: '__proto__' }],
    }).containers;
    expect(container.pullPolicy).toBeUndefined();
  });

  it('keeps to its forms and bounds whatever comes', () => {
    const odd = fc.oneof(
      fc.anything(),
      fc.array(fc.anything()),
      fc.constant(JSON.parse('{"__proto__": "a", "constructor": "b"}')),
      fc.dictionary(fc.string(), fc.string()),
    );
    const lists = fc.array(
      fc.record(
        { key: odd, operator: odd, values: odd, value: odd, effect: odd },
        { requiredKeys: [] },
      ),
    );
    const spec = fc.record(
      {
        serviceAccountName: odd,
        imagePullSecrets: odd,
        nodeSelector: odd,
        affinity: fc.oneof(
          odd,
          lists.map(
            matchExpressions => affinity({ matchExpressions }).affinity,
          ),
        ),
        tolerations: fc.oneof(odd, lists),
        priorityClassName: odd,
        runtimeClassName: odd,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(spec, value => {
        const { settings = '{}' } = podWith(value);
        expect(settings.length).toBeLessThanOrEqual(4_096);
        // All forms are of these letters, and JSON's own.
        expect(settings).toMatch(/^[-A-Za-z0-9_./{}[\]":,]*$/);
        expect(settings).not.toContain('__proto__');
      }),
    );
  });

  it('counts long settings as what they cost, since pods may not share them', () => {
    const values = Array.from({ length: 60 }, (_, index) =>
      `v${index}`.padEnd(40, 'x'),
    );
    const short = podWith({});
    const long = podWith(
      affinity({ matchExpressions: [{ key: 'a', operator: 'In', values }] }),
    );
    expect(long.settings!.length).toBeGreaterThan(2_400);
    expect(lengthOfPod(long) - lengthOfPod(short)).toBe(
      long.settings!.length - 1_024,
    );
  });
});
