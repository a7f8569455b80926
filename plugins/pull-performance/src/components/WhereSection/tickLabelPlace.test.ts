import fc from 'fast-check';
import { TICK_GAP, tickLabelPlace } from './tickLabelPlace';

const labelWidth = 50;
const width = 400;

describe('tickLabelPlace', () => {
  it.each([
    ['right of the tick', 200, 100, { side: 'right', above: false }],
    ['left of it at the edge', 390, 300, { side: 'left', above: false }],
    ['above a bar that ends there', 390, 370, { side: 'left', above: true }],
    ['above a long bar', 100, 370, { side: 'right', above: true }],
  ])('is %s', (_, tick, barEnd, expected) => {
    expect(tickLabelPlace({ tick, barEnd, labelWidth, width })).toEqual(
      expected,
    );
  });

  it('is above as long as the width is unknown', () => {
    const place = tickLabelPlace({ tick: 0, barEnd: 0, labelWidth });
    expect(place.above).toBe(true);
  });

  it('never covers the bar, and never leaves the chart', () => {
    const pixels = fc.double({ min: 0, max: width, noNaN: true });
    fc.assert(
      fc.property(pixels, pixels, (tick, barEnd) => {
        const place = tickLabelPlace({ tick, barEnd, labelWidth, width });
        const left =
          place.side === 'right'
            ? tick + TICK_GAP
            : tick - TICK_GAP - labelWidth;
        expect(left).toBeGreaterThanOrEqual(place.above ? 0 : barEnd);
        expect(left + labelWidth).toBeLessThanOrEqual(width);
      }),
    );
  });
});
