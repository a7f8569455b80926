import { InputError } from '@backstage/errors';
import fc from 'fast-check';
import { areaDefinition } from './areas';
import {
  defaultScoreSettings,
  limitsOfEntity,
  parseTargets,
  parseWeights,
} from './settings';

const pullTime = areaDefinition('pullTime');
const layerReuse = areaDefinition('layerReuse');

describe('parseTargets', () => {
  it('reads the units in which people write', () => {
    expect(parseTargets(pullTime, [2, 4, 8, 16], 'k')).toEqual({
      a: 2,
      b: 4,
      c: 8,
      d: 16,
    });
    expect(
      parseTargets(areaDefinition('imageSize'), [50, 100, 200, 400], 'k').b,
    ).toBe(100e6);
    expect(parseTargets(layerReuse, [90, 80, 70, 60], 'k').a).toBeCloseTo(0.9);
  });

  it.each([
    [
      pullTime,
      [5, 10, 20],
      'k needs four numbers, the limits of the grades A, B, C and D in seconds, for example 5, 10, 20, 45; it has 3',
    ],
    [
      pullTime,
      [5, 10, 10, 45],
      'k must grow from grade A to grade D, for example 5, 10, 20, 45',
    ],
    [
      pullTime,
      [5, -1, 20, 45],
      'k may only hold numbers from 0 on, in seconds',
    ],
    [pullTime, [5, '10', 20, 45], 'k may only hold numbers from 0 on'],
    [pullTime, [5, NaN, 20, 45], 'k may only hold numbers from 0 on'],
    [
      layerReuse,
      [30, 50, 70, 85],
      'k must shrink from grade A to grade D, for example 85, 70, 50, 30',
    ],
    [layerReuse, [101, 50, 40, 30], 'k is in percent and may not be above 100'],
  ])('refuses %#', (area, values, message) => {
    expect(() => parseTargets(area, values, 'k')).toThrow(InputError);
    expect(() => parseTargets(area, values, 'k')).toThrow(message);
  });

  it.each([
    ['pullTime', [5, 10, 20, 45]],
    ['imageSize', [100, 250, 400, 800]],
    ['layerReuse', [85, 70, 50, 30]],
    ['nodeDiskHealth', [0, 5, 10, 25]],
  ] as const)('reads the defaults of %s as written', (id, values) => {
    const area = areaDefinition(id);
    expect(parseTargets(area, values, 'k')).toEqual(area.defaultLimits);
  });
});

describe('parseWeights', () => {
  it('needs a positive weight for every area and no other', () => {
    const all = {
      pullTime: 1,
      imageSize: 2,
      layerReuse: 3,
      nodeDiskHealth: 0.5,
    };
    expect(parseWeights(all, 'w')).toEqual(all);
    expect(() => parseWeights({ ...all, imageSize: 0 }, 'w')).toThrow(
      'w.imageSize must be a number above 0; when weights are set, every area needs one: pullTime, imageSize, layerReuse, nodeDiskHealth',
    );
    expect(() => parseWeights({ pullTime: 1 }, 'w')).toThrow(
      'w.imageSize must',
    );
    expect(() => parseWeights({ ...all, colour: 1 }, 'w')).toThrow(
      'w.colour is no area; the areas are pullTime, imageSize, layerReuse, nodeDiskHealth',
    );
  });
});

describe('limitsOfEntity', () => {
  it('takes the annotations of an entity before the settings', () => {
    const { limits, problems } = limitsOfEntity(
      {
        'pull-performance/pull-time-targets': ' 2, 4,8 ,16.5',
        'pull-performance/layer-reuse-targets': '95,90,80,70',
      },
      defaultScoreSettings,
    );
    expect(limits.pullTime).toEqual({ a: 2, b: 4, c: 8, d: 16.5 });
    expect(limits.layerReuse.d).toBeCloseTo(0.7);
    expect(limits.imageSize).toBe(defaultScoreSettings.limits.imageSize);
    expect(problems).toEqual({});
  });

  it.each(['', '5', '5,,20,45', '5,10,20,45,50', '0x5,10,20,45', '45,20,10,5'])(
    'says which annotation cannot be read: %p',
    text => {
      const { limits, problems } = limitsOfEntity(
        { 'pull-performance/pull-time-targets': text },
        defaultScoreSettings,
      );
      expect(limits).toEqual(defaultScoreSettings.limits);
      expect(Object.keys(problems)).toEqual(['pullTime']);
      expect(problems.pullTime).toMatch(
        /^Annotation pull-performance\/pull-time-targets /,
      );
    },
  );

  it('never throws, whatever an annotation holds', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const { limits, problems } = limitsOfEntity(
          { 'pull-performance/pull-time-targets': text },
          defaultScoreSettings,
        );
        const { a, b, c, d } = limits.pullTime;
        expect(a < b && b < c && c < d).toBe(true);
        expect(problems.pullTime ?? '').not.toContain('\n');
      }),
    );
  });
});
