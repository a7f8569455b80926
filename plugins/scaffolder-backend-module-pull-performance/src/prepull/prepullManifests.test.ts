import { InputError } from '@backstage/errors';
import fc from 'fast-check';
import { isMapping } from '../layout/manifestFiles';
import { readYaml } from '../workspace/yaml/parseYaml';
import { stringifyYaml } from '../workspace/yaml/stringifyYaml';
import { prepullImages } from './images';
import { prepullName } from './kubernetesForms';
import { markerOf } from './marker';
import { prepullManifests } from './prepullManifests';
import { PrepullOptions } from './PrepullOptions';

/** All maps within a value. */
function mapsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) {
    return value.flatMap(mapsIn);
  }
  return isMapping(value)
    ? [value, ...Object.values(value).flatMap(mapsIn)]
    : [];
}

/** The rules of PodSecurity `restricted` (`k8s.io/pod-security-admission/policy`), as far as a pod of ours could break them. */
function expectRestricted(manifest: unknown): void {
  const maps = mapsIn(manifest);
  const pods = maps.filter(map => Array.isArray(map.containers));
  expect(pods).toHaveLength(1);
  const [pod] = pods;
  expect(pod.securityContext).toEqual({
    runAsNonRoot: true,
    runAsUser: 65532,
    runAsGroup: 65532,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(pod).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 0,
  });
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers']) {
    expect(pod).not.toHaveProperty(key);
  }
  const containers = maps.filter(map => 'imagePullPolicy' in map);
  expect(containers.length).toBeGreaterThan(0);
  for (const container of containers) {
    expect(container.imagePullPolicy).toBe('IfNotPresent');
    expect(container).not.toHaveProperty('ports');
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    });
    expect(container.resources).toMatchObject({
      requests: { cpu: expect.any(String), memory: expect.any(String) },
      limits: { cpu: expect.any(String), memory: expect.any(String) },
    });
  }
  const volumes: unknown[] = Array.isArray(pod.volumes) ? pod.volumes : [];
  for (const volume of volumes) {
    const sources = isMapping(volume) ? Object.keys(volume) : [];
    expect(['image', 'emptyDir']).toContain(
      sources.find(key => key !== 'name'),
    );
  }
  const mounts = maps.filter(map => 'mountPath' in map).map(map => map.name);
  for (const volume of volumes) {
    expect(mounts).toContain(isMapping(volume) ? volume.name : undefined);
  }
}

function madeOrRefused(given: PrepullOptions) {
  try {
    return prepullManifests(given);
  } catch (error) {
    if (error instanceof InputError) {
      return error;
    }
    throw error;
  }
}

const labelValue = fc.stringMatching(
  /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,20}[A-Za-z0-9])?$/,
);
const name = fc
  .stringMatching(/^[a-z]([a-z0-9.-]{0,250}[a-z0-9])?$/)
  .filter(text => !/[.-]{2}/.test(text));
const key = fc.constantFrom(
  'on',
  'null',
  'pool',
  'a.b/c',
  'labels',
  'kubernetes.io/x',
);
const image = fc
  .tuple(
    fc.constantFrom('', 'localhost:5000/', 'registry.example.com/'),
    fc.stringMatching(/^[a-z0-9]{1,10}(\/[a-z0-9]{1,10})?$/),
    fc.constantFrom('', ':1.10', ':on', ':0x1', `@sha256:${'0'.repeat(64)}`),
  )
  .map(parts => parts.join(''))
  .filter(text => !/^[a-f0-9]{64}$/.test(text));

const options: fc.Arbitrary<PrepullOptions> = fc.record(
  {
    workload: fc.record(
      {
        kind: fc.constantFrom('Deployment', 'Rollout'),
        name,
        namespace: fc.constantFrom('shop', '1', 'null', 'on'),
      },
      { requiredKeys: ['kind', 'name'] },
    ),
    images: fc.uniqueArray(image, { minLength: 1, maxLength: 20 }),
    technique: fc.constantFrom(
      'image-volume' as const,
      'copied-binary' as const,
      'shell' as const,
    ),
    cronJob: fc.record({
      schedule: fc.constantFrom('0 5 * * 1-5', '@daily', '* * * * *'),
      nodes: fc.integer({ min: 1, max: 5000 }),
    }),
    settings: fc.record(
      {
        serviceAccount: name,
        imagePullSecrets: fc.array(name, { maxLength: 3 }),
        nodeSelector: fc.dictionary(key, labelValue, {
          maxKeys: 3,
          noNullPrototype: true,
        }),
        nodeAffinity: fc.array(
          fc.record({
            matchExpressions: fc.array(
              fc.record({
                key,
                operator: fc.constantFrom('In', 'Exists'),
                values: fc.array(labelValue, { maxLength: 2 }),
              }),
              { maxLength: 3 },
            ),
          }),
          { maxLength: 3 },
        ),
        tolerations: fc.array(
          fc.record({
            key,
            operator: fc.constantFrom('Exists', 'Equal'),
            value: labelValue,
            effect: fc.constantFrom('NoExecute', 'NoSchedule'),
            tolerationSeconds: fc.nat(),
          }),
          { maxLength: 3 },
        ),
        runtimeClass: name,
      },
      { requiredKeys: [] },
    ),
    pools: fc.array(fc.record({ label: key, value: labelValue }), {
      maxLength: 4,
    }),
    zones: fc.array(labelValue, { maxLength: 3 }),
    platforms: fc.array(
      fc.record({
        os: fc.constantFrom('linux', 'windows'),
        architecture: fc.constantFrom('amd64', 'arm64'),
      }),
      { maxLength: 3 },
    ),
    priorityClassName: name,
    maxUnavailable: fc.constantFrom('1', '25%', '100%'),
  },
  { requiredKeys: ['workload', 'images', 'technique'] },
);

describe('prepullManifests', () => {
  it('makes what restricted admits, and what reads back as it was given', () => {
    fc.assert(
      fc.property(options, given => {
        const { name: made, marker, manifests } = prepullManifests(given);
        const [manifest] = manifests;
        expect(made).toMatch(/^[a-z]([a-z0-9-]{0,50}[a-z0-9])?$/);
        expectRestricted(manifest);

        const text = stringifyYaml(manifest);
        expect(readYaml(text, 'x.yaml')).toEqual([manifest]);
        expect(text).not.toMatch(/(^|\s)[&*]\w|^---|<<:/m);
        for (const reference of given.images) {
          expect(text).toContain(reference);
        }
        expect(markerOf(manifest)).toBe(marker);
        expect(marker).toMatch(/^[0-9a-f]{16}$/);
        expect(prepullManifests(structuredClone(given))).toEqual({
          name: made,
          marker,
          manifests,
        });
        const labelled = mapsIn(manifest).filter(
          map => 'pull-performance/change' in map,
        );
        expect(labelled).toHaveLength(2);
        const selectors = mapsIn(manifest).flatMap(map =>
          isMapping(map.matchLabels) ? [map.matchLabels] : [],
        );
        for (const selector of selectors) {
          expect(Object.keys(selector)).toEqual([
            'app.kubernetes.io/name',
            'app.kubernetes.io/component',
          ]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('refuses any other text, or writes it as it was given', () => {
    const field = fc.constantFrom<(text: string) => Partial<PrepullOptions>>(
      text => ({ images: [text] }),
      text => ({ name: text }),
      text => ({ workload: { kind: 'Deployment', name: text } }),
      text => ({ workload: { kind: text, name: 'web' } }),
      text => ({ settings: { nodeSelector: { [text]: 'a' } } }),
      text => ({ settings: { nodeSelector: { a: text } } }),
      text => ({ settings: { imagePullSecrets: [text] } }),
      text => ({ settings: { tolerations: [{ key: text }] } }),
      text => ({ zones: [text] }),
      text => ({ pools: [{ label: 'a', value: text }] }),
      text => ({ toolImage: text, technique: 'copied-binary' }),
      text => ({ cronJob: { schedule: text, nodes: 1 } }),
      text => ({ resources: { requests: { cpu: text } } }),
    );
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        '../x',
        '&a',
        '*a',
        '{{ .x }}',
        '${{ x }}',
        'a\nb: c',
        '---',
        '__proto__',
        '$(id)',
        '`id`',
        'a: b',
        '- a',
        'x'.repeat(300),
        'ｗeb',
        '',
      ),
    );
    fc.assert(
      fc.property(field, hostile, (change, text) => {
        const base: PrepullOptions = {
          workload: { kind: 'Deployment', name: 'web' },
          images: ['web:1'],
          technique: 'image-volume',
        };
        const made = madeOrRefused({ ...base, ...change(text) });
        if (made instanceof InputError) {
          return;
        }
        const [manifest] = made.manifests;
        const written = stringifyYaml(manifest);
        expect(readYaml(written, 'x.yaml')).toEqual([manifest]);
        expect(written).not.toMatch(/\{\{|\$\(|`|\.\.\/|[^\n -~]/);
        expectRestricted(manifest);
      }),
      { numRuns: 500 },
    );
  });

  it('combines pools of several labels with the terms of the workload', () => {
    const [{ spec }] = prepullManifests({
      workload: { kind: 'Deployment', name: 'web' },
      images: ['web:1'],
      technique: 'shell',
      settings: {
        nodeAffinity: [
          { matchExpressions: [{ key: 'x', operator: 'Exists' }] },
          { matchExpressions: [] },
          { matchExpressions: [{ key: 'y', operator: 'Exists' }] },
        ],
      },
      pools: [
        { label: 'b', value: '2' },
        { label: 'a', value: '1' },
        { label: 'b', value: '1' },
      ],
    }).manifests;
    const terms = mapsIn(spec).flatMap(map =>
      Array.isArray(map.nodeSelectorTerms) ? map.nodeSelectorTerms : [],
    );
    const a = { key: 'a', operator: 'In', values: ['1'] };
    const b = { key: 'b', operator: 'In', values: ['1', '2'] };
    expect(terms).toEqual([
      { matchExpressions: [{ key: 'x', operator: 'Exists' }, a] },
      { matchExpressions: [{ key: 'x', operator: 'Exists' }, b] },
      { matchExpressions: [{ key: 'y', operator: 'Exists' }, a] },
      { matchExpressions: [{ key: 'y', operator: 'Exists' }, b] },
    ]);
  });
});

describe('prepullName', () => {
  it('keeps short names, and tells long and dotted ones apart', () => {
    const of = (text: string, kind = 'Deployment') =>
      prepullName({ kind, name: text });
    expect(of('web')).toBe('prepull-web');
    expect(of('a.b')).toMatch(/^prepull-a-b-[0-9a-f]{8}$/);
    expect(of('a.b')).not.toBe(of('a-b'));
    const long = 'w'.repeat(80);
    expect(of(long)).toHaveLength(52);
    expect(of(long)).not.toBe(of(`${long}x`));
    expect(of(long)).not.toBe(of(long, 'StatefulSet'));
  });
});

describe('prepullImages', () => {
  const digest = `sha256:${'a'.repeat(64)}`;

  it.each([
    [['r/web:1', 'r/web:1'], false, ['r/web:1'], []],
    [['web'], false, ['web'], [/moves with every push/]],
    [['web:latest'], false, ['web:latest'], [/moves with every push/]],
    [[`web@${digest}`], false, [`web@${digest}`], []],
    [[`web:1@${digest}`], false, [`web:1@${digest}`], [/pull by the digest/]],
    [[`web:1@${digest}`], true, ['web:1'], [/without its digest/]],
    [[`web@${digest}`], true, [`web@${digest}`], [/pulled whole/]],
  ])(
    '%j, Artifact Streaming %s',
    (given, artifactStreaming, images, warnings) => {
      const result = prepullImages(given, { artifactStreaming });
      expect(result.images).toEqual(images);
      expect(result.warnings).toEqual(
        warnings.map(warning => expect.stringMatching(warning)),
      );
    },
  );
});
