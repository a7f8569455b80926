import { logRecordReader } from './logRecords';
import { LogsRequest, logsRequest } from './__testUtils__/otlp';

const wanted = { kind: true, metadata: { name: true } } as const;

function read(request: unknown) {
  const bytes = Buffer.from(
    typeof request === 'string' ? request : JSON.stringify(request),
  );
  return [...logRecordReader({ bytes, wanted }).records()];
}

/** A valid request with one record, changed. */
function changed(change: (request: LogsRequest) => void) {
  const request = logsRequest([{ object: { kind: 'Pod' } }]);
  change(request);
  return request;
}

const firstRecord = 'resourceLogs[0].scopeLogs[0].logRecords[0]';

describe('logRecordReader', () => {
  it('tells watched from listed objects', () => {
    const object = { kind: 'Pod', metadata: { name: 'web', uid: 'u' } };
    const known = { kind: 'Pod', metadata: { name: 'web' } };
    const observedAtMs = Date.UTC(2026, 10, 22);
    expect(
      read(logsRequest([{ object, type: 'ADDED', observedAtMs }, { object }])),
    ).toEqual([
      { cluster: 'pushed', observedAtMs, watchType: 'ADDED', object: known },
      {
        cluster: 'pushed',
        observedAtMs: undefined,
        watchType: undefined,
        object: known,
      },
    ]);
  });

  it('takes a resource that comes after its records, and one without records', () => {
    const [resourceLogs] = logsRequest(
      [{ object: { kind: 'Pod' } }],
      'late',
    ).resourceLogs;
    const { resource, scopeLogs } = resourceLogs;
    const records = read({
      resourceLogs: [{ scopeLogs, resource }, { resource }],
      unknown: [{}],
    });
    expect(records.map(({ cluster }) => cluster)).toEqual(['late']);
    expect(read({})).toEqual([]);
    expect(read('{"resourceLogs":null}')).toEqual([]);
  });

  it('gives other bodies as empty objects', () => {
    const request = changed(({ resourceLogs }) => {
      resourceLogs[0].scopeLogs[0].logRecords[0].body = { stringValue: 'text' };
    });
    expect(read(request)[0].object).toEqual({});
  });

  it.each<[string, unknown, string]>([
    [
      'no name of the cluster',
      changed(({ resourceLogs }) => {
        resourceLogs[0].resource = {};
      }),
      'resourceLogs[0].resource: the attribute k8s.cluster.name is missing; add it with the collector',
    ],
    [
      'no resource',
      changed(({ resourceLogs }) => {
        delete resourceLogs[0].resource;
      }),
      'resourceLogs[0].resource: the attribute k8s.cluster.name is missing',
    ],
    [
      'a cluster that no name may be',
      logsRequest([{ object: {} }], 'a\nb'),
      'k8s.cluster.name must be',
    ],
    [
      'a body of the wrong type',
      changed(({ resourceLogs }) => {
        resourceLogs[0].scopeLogs[0].logRecords[0].body = 'text';
      }),
      `${firstRecord}.body: an object is expected, not a string`,
    ],
    [
      'a time of the wrong type',
      changed(({ resourceLogs }) => {
        resourceLogs[0].scopeLogs[0].logRecords[0].observedTimeUnixNano = 'now';
      }),
      `${firstRecord}.observedTimeUnixNano: nanoseconds since the epoch`,
    ],
    ['no array', { resourceLogs: {} }, 'resourceLogs: an array is expected'],
    ['no object', '[]', 'The body: an object is expected, not an array'],
    ['no JSON', '{"resourceLogs":[', 'resourceLogs[0]: not JSON: it ends'],
    ['more text', '{} {}', 'The body: not JSON: more text follows'],
    ['nothing', '', 'The body: not JSON: it ends too soon'],
  ])('names the field: %s', (_name, request, message) => {
    expect(() => read(request)).toThrow(message);
    expect(() => read(request)).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });

  it('names the body that is nested too deep', () => {
    const deep = JSON.stringify(
      logsRequest([{ object: { kind: 'K' } }]),
    ).replace(
      '{"stringValue":"K"}',
      `${'{"arrayValue":{"values":['.repeat(100)}${']}}'.repeat(100)}`,
    );
    expect(() => read(deep)).toThrow(
      `${firstRecord}.body: not JSON: it is nested deeper than 200 levels`,
    );
  });
});
