/** A value as OTLP's JSON writes it. */
export function anyValue(value: unknown): object {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return Number.isInteger(value)
        ? { intValue: `${value}` }
        : { doubleValue: value };
    case 'object':
      if (value === null) return {};
      return Array.isArray(value)
        ? { arrayValue: { values: value.map(anyValue) } }
        : { kvlistValue: { values: keyValues(value) } };
    default:
      return {};
  }
}

function keyValues(value: object): object[] {
  return Object.entries(value).map(([key, one]) => ({
    key,
    value: anyValue(one),
  }));
}

/** What the collector's `k8sobjects` receiver tells: of a watch with `type`, of a list without. */
export interface Told {
  object: object;
  type?: 'ADDED' | 'MODIFIED' | 'DELETED';
  observedAtMs?: number;
}

/** A request that a test may change, also to what no collector sends. */
export interface LogsRequest {
  resourceLogs: {
    resource?: object;
    scopeLogs: { scope: object; logRecords: Record<string, unknown>[] }[];
  }[];
}

/** A request as the collector's `otlphttp` exporter sends it. */
export function logsRequest(
  told: readonly Told[],
  cluster: string | undefined = 'pushed',
): LogsRequest {
  return {
    resourceLogs: [
      {
        resource: {
          attributes:
            cluster === undefined
              ? []
              : keyValues({ 'k8s.cluster.name': cluster }),
        },
        scopeLogs: [
          {
            scope: {},
            logRecords: told.map(({ object, type, observedAtMs }) => ({
              ...(observedAtMs !== undefined && {
                observedTimeUnixNano: `${observedAtMs}000000`,
              }),
              body: anyValue(type === undefined ? object : { type, object }),
              attributes: keyValues({ 'k8s.resource.name': 'objects' }),
              traceId: '',
              spanId: '',
            })),
          },
        ],
      },
    ],
  };
}
