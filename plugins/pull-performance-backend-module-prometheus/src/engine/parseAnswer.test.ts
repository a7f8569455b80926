import fc from 'fast-check';
import { parseAnswer } from './parseAnswer';

const parse = (value: unknown, maxPoints = 10) =>
  parseAnswer(Buffer.from(JSON.stringify(value)), { maxPoints });

describe('parseAnswer', () => {
  it('reads an answer as the documentation of Prometheus shows it', () => {
    const answer = parse({
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: { __name__: 'up', job: 'node' },
            values: [
              [1435781430.781, '1'],
              [1435781445.781, 'NaN'],
              [1435781460.781, '-Inf'],
            ],
          },
          { metric: { job: 'a' }, histograms: [[1, {}]] },
        ],
      },
      warnings: ['w', 7],
    });
    expect(answer).toEqual({
      kind: 'series',
      series: [
        {
          labels: new Map([
            ['__name__', 'up'],
            ['job', 'node'],
          ]),
          points: [{ atMs: 1435781430781, value: 1 }],
        },
        { labels: new Map([['job', 'a']]), points: [] },
      ],
      warnings: ['w'],
    });
  });

  it('reads any JSON without failing, and gives only finite numbers', () => {
    const point = fc.oneof(
      fc.tuple(fc.double(), fc.oneof(fc.string(), fc.double().map(String))),
      fc.jsonValue(),
    );
    const series = fc.oneof(
      fc.record(
        {
          metric: fc.oneof(
            fc.dictionary(fc.string(), fc.string()),
            fc.jsonValue(),
          ),
          values: fc.oneof(fc.array(point), fc.jsonValue()),
          value: point,
        },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    );
    const answer = fc.oneof(
      fc.record(
        {
          status: fc.constantFrom('success', 'error', 'other'),
          data: fc.oneof(
            fc.record({
              resultType: fc.constantFrom('matrix', 'vector', 'scalar'),
              result: fc.oneof(fc.array(series), fc.jsonValue()),
            }),
            fc.jsonValue(),
          ),
          errorType: fc.jsonValue(),
          error: fc.jsonValue(),
          warnings: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(answer, value => {
        const parsed = parse(value);
        if (parsed.kind !== 'series') return;
        for (const { labels, points } of parsed.series) {
          expect(
            [...labels.values()].every(text => typeof text === 'string'),
          ).toBe(true);
          for (const { atMs, value: number } of points) {
            expect(Number.isSafeInteger(atMs)).toBe(true);
            expect(Number.isFinite(number)).toBe(true);
          }
        }
      }),
    );
  });

  it.each([
    ['[', 'unusable'],
    ['\u0000\uffff', 'unusable'],
    ['['.repeat(2_000_001), 'tooLarge'],
    ['{"status":"error"}', 'error'],
  ])('takes %.20j… for %s', (text, kind) => {
    expect(parseAnswer(Buffer.from(text), { maxPoints: 1 }).kind).toBe(kind);
  });
});
