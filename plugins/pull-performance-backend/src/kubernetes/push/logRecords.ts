import { InputError } from '@backstage/errors';
import { JsonObject, objectOf, textOf } from '../fields';
import {
  AnyValueError,
  expectKind,
  readAnyValue,
  readArray,
  readKeyValue,
  readObject,
  Wanted,
  wantedFields,
} from './anyValue';
import { readClusterName } from './clusterName';
import { JsonReader, JsonReadError } from '../JsonReader';

/**
 * Kubernetes objects have at most some 15 levels, each of which is up to four of OTLP's
 * (`{"value":{"kvlistValue":{"values":[{…`).
 */
const MAX_JSON_DEPTH = 200;
const NANOSECONDS_PER_MS = 1e6;

/** The attribute of a resource that names its cluster, as OpenTelemetry's conventions call it. */
const CLUSTER_ATTRIBUTE = 'k8s.cluster.name';
const clusterAttribute = wantedFields({ [CLUSTER_ATTRIBUTE]: true });

/** A log record that holds a Kubernetes object, or something else. */
export interface LogRecord {
  cluster: string;
  /** When the collector saw it, epoch milliseconds; absent when it does not say. */
  observedAtMs?: number;
  /** `ADDED`, `MODIFIED`, `DELETED`, … of a watch; absent for what was listed. */
  watchType?: string;
  /** Empty when the body is no object. */
  object: JsonObject;
}

/** Reads the log records of an OTLP `ExportLogsServiceRequest` in JSON. */
export interface LogRecordReader {
  /**
   * The records, one by one.
   *
   * @throws InputError that names the field which is wrong
   */
  records(): Generator<LogRecord>;
  /** Where the newest record is, for example `resourceLogs[0].scopeLogs[0].logRecords[3]`. */
  path(): string;
}

interface Step {
  field: string;
  index?: number;
}

/**
 * Reads OTLP logs in JSON whose bodies are what the OpenTelemetry Collector's `k8sobjects` receiver sends: of a
 * watch `{type, object}`, of a list the object itself.
 *
 * @param options - `wanted`: what is wanted of an object
 */
export function logRecordReader(options: {
  bytes: Buffer;
  wanted: Exclude<Wanted, true>;
}): LogRecordReader {
  const { bytes, wanted } = options;
  const reader = JsonReader.create({ bytes, maxDepth: MAX_JSON_DEPTH });
  const bodyFields = wantedFields({ ...wanted, type: true, object: wanted });
  const steps: Step[] = [];

  function* records(): Generator<LogRecord> {
    try {
      yield* fieldsOf(['resourceLogs'], () =>
        elements('resourceLogs', readResourceLogs),
      );
      reader.end();
    } catch (error) {
      if (error instanceof AnyValueError) {
        throw new InputError(`${pathText(steps)}: ${error.message}`);
      }
      if (error instanceof JsonReadError) {
        throw new InputError(`${pathText(steps)}: not JSON: ${error.message}`);
      }
      throw error;
    }
  }

  /** The fields of an object that are asked for; the others are passed over. */
  function* fieldsOf(
    fields: readonly string[],
    read: (field: string) => Generator<LogRecord>,
  ): Generator<LogRecord> {
    if (!expectKind(reader, 'object')) return;
    reader.enterObject();
    let field = reader.nextKey();
    for (; field !== undefined; field = reader.nextKey()) {
      if (fields.includes(field)) yield* read(field);
      else reader.skip();
    }
  }

  function* elements(
    field: string,
    read: () => Generator<LogRecord>,
  ): Generator<LogRecord> {
    const step: Step = { field };
    steps.push(step);
    if (expectKind(reader, 'array')) {
      reader.enterArray();
      for (step.index = 0; reader.nextElement(); step.index++) yield* read();
    }
    steps.pop();
  }

  /** The resource names the cluster, but may come after its records. */
  function* readResourceLogs(): Generator<LogRecord> {
    let cluster: string | undefined;
    let skippedAt: number | undefined;
    yield* fieldsOf(['resource', 'scopeLogs'], function* one(field) {
      if (field === 'resource') {
        cluster = within('resource', readCluster);
      } else if (cluster === undefined) {
        skippedAt = reader.position;
        reader.skip();
      } else {
        yield* readScopes(cluster);
      }
    });
    if (skippedAt === undefined) return;
    const goOn = reader.position;
    reader.returnTo(skippedAt);
    yield* readScopes(cluster ?? within('resource', () => clusterOf({})));
    reader.returnTo(goOn);
  }

  function readScopes(cluster: string): Generator<LogRecord> {
    return elements('scopeLogs', () =>
      fieldsOf(['logRecords'], () =>
        elements('logRecords', function* one() {
          yield readRecord(cluster);
        }),
      ),
    );
  }

  function readCluster(): string {
    const attributes: JsonObject = {};
    readObject(reader, field => {
      if (field === 'attributes') readAttributes(attributes);
      else reader.skip();
    });
    return clusterOf(attributes);
  }

  function readAttributes(into: Record<string, unknown>): void {
    readArray(reader, () => readKeyValue(reader, clusterAttribute, into));
  }

  function readRecord(cluster: string): LogRecord {
    let observedAtMs: number | undefined;
    let body: unknown;
    readObject(reader, field => {
      if (field === 'body') {
        body = within('body', () => readAnyValue(reader, bodyFields));
      } else if (field === 'observedTimeUnixNano') {
        observedAtMs = within(field, readTimeMs);
      } else {
        reader.skip();
      }
    });
    const whole = objectOf(body);
    const isWatch = whole.object !== undefined;
    return {
      cluster,
      observedAtMs,
      watchType: isWatch ? textOf(whole.type) : undefined,
      object: isWatch ? objectOf(whole.object) : whole,
    };
  }

  /** Nanoseconds since the epoch, as a text of digits; 0 when it is not known. */
  function readTimeMs(): number | undefined {
    const kind = reader.peek();
    const value = kind === 'string' ? reader.readString() : reader.readScalar();
    if (value === undefined) return undefined;
    const nanoseconds = /^\d{1,20}$/.test(String(value)) ? Number(value) : NaN;
    if (Number.isNaN(nanoseconds)) {
      throw new AnyValueError('nanoseconds since the epoch are expected');
    }
    return nanoseconds > 0
      ? Math.round(nanoseconds / NANOSECONDS_PER_MS)
      : undefined;
  }

  function within<T>(field: string, read: () => T): T {
    steps.push({ field });
    const result = read();
    steps.pop();
    return result;
  }

  return { records, path: () => pathText(steps) };
}

function clusterOf(attributes: JsonObject): string {
  return readClusterName(attributes[CLUSTER_ATTRIBUTE], CLUSTER_ATTRIBUTE);
}

function pathText(steps: readonly Step[]): string {
  return (
    steps
      .map(({ field, index }) =>
        index === undefined ? field : `${field}[${index}]`,
      )
      .join('.') || 'The body'
  );
}
