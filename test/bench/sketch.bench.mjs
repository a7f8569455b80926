// How large and how fast the quantile sketches of the store are, beside those of the library whose buckets they have.
import { backendPackage, backendSource } from './lib/sources.mjs';
import { quantileOf, timed } from './lib/quantiles.mjs';

export const title = 'Quantile sketches of rollup rows';

const { QuantileSketch } = backendSource('store/QuantileSketch');
const { DDSketch } = backendPackage('@datadog/sketches-js');
const sketches = 1_000;

/** Waits of one service and day: log-normal around 8 s, as cold pulls of one image are, in the kubelet's milliseconds. */
function waitsOf(random, count) {
  return Array.from({ length: count }, () => {
    const normal =
      Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.round(8_000 * Math.exp(0.5 * normal)) / 1000;
  });
}

/** @param {import('./lib/Bench.mjs').Bench} bench */
export async function run(bench) {
  const { seededRandom } = await import('./lib/seededRandom.mjs');
  const random = seededRandom(1);
  bench.condition(`${sketches} sketches of log-normal waits (8 s, sigma 0.5)`);
  for (const count of [10, 30, 100]) {
    const waits = Array.from({ length: sketches }, () =>
      waitsOf(random, count),
    );
    const ours = waits.map(values => {
      const sketch = QuantileSketch.create();
      values.forEach(value => sketch.add(value));
      return sketch.encode();
    });
    const theirs = waits.map(values => {
      const sketch = new DDSketch({ relativeAccuracy: 0.01 });
      values.forEach(value => sketch.accept(value));
      return sketch.toProto();
    });
    const meanSize = encoded =>
      encoded.reduce((sum, bytes) => sum + bytes.length, 0) / sketches;
    bench.figure({
      name: `bytes of ${count} waits`,
      value: meanSize(ours),
      unit: 'B',
      peer: { name: '@datadog/sketches-js', value: meanSize(theirs) },
      wanted: { atMost: 100 },
    });
    const mergeMs = async merge =>
      quantileOf(await timed(merge, { runs: 20 }), 0.5);
    const oursMs = await mergeMs(() => {
      const sum = QuantileSketch.create();
      ours.forEach(bytes => sum.mergeEncoded(bytes));
      return sum.quantile(0.95);
    });
    const theirsMs = await mergeMs(() => {
      const sum = new DDSketch({ relativeAccuracy: 0.01 });
      theirs.forEach(bytes => sum.merge(DDSketch.fromProto(bytes)));
      return sum.getValueAtQuantile(0.95);
    });
    bench.figure({
      name: `reading and merging one of ${count} waits`,
      value: (oursMs / sketches) * 1000,
      unit: 'µs',
      peer: {
        name: '@datadog/sketches-js',
        value: (theirsMs / sketches) * 1000,
      },
    });
  }
}
