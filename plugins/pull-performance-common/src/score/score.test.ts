import fc from 'fast-check';
import { Area, Grade } from '../schema/openapi';
import { areaDefinition, areaDefinitions, AreaId } from './areas';
import { confidenceOf } from './confidence';
import { gradeOf, gradeOfScore, pointsOf } from './grades';
import { scoreOverall } from './scoreOverall';
import { defaultScoreSettings } from './settings';
import { unknownArea } from './unknownArea';

const { limits, weights } = defaultScoreSettings;
const worse: Grade[] = ['A', 'B', 'C', 'D', 'E'];
const grades = fc.constantFrom<Grade>(...worse, 'unknown');

function area(id: AreaId, grade: Grade): Area {
  return {
    ...unknownArea({
      area: areaDefinition(id),
      limits: limits[id],
      reason: { code: 'x', what: id, why: 'why', next: 'next' },
    }),
    grade,
  };
}

function areas(
  pullTime: Grade,
  imageSize: Grade,
  layerReuse: Grade,
  nodeDiskHealth: Grade,
) {
  return {
    pullTime: area('pullTime', pullTime),
    imageSize: area('imageSize', imageSize),
    layerReuse: area('layerReuse', layerReuse),
    nodeDiskHealth: area('nodeDiskHealth', nodeDiskHealth),
  };
}

describe('gradeOf', () => {
  // The table of the scorecard: the last value of each grade, then the first of E.
  it.each<[AreaId, number[]]>([
    ['pullTime', [5, 10, 20, 45, 45.01]],
    ['imageSize', [100e6, 250e6, 400e6, 800e6, 800e6 + 1]],
    ['layerReuse', [0.85, 0.7, 0.5, 0.3, 0.299]],
    ['nodeDiskHealth', [0, 0.05, 0.1, 0.25, 0.251]],
  ])('grades %s at its limits', (id, values) => {
    expect(values.map(value => gradeOf(value, limits[id]))).toEqual(worse);
  });

  it('gives the next grade just past a limit', () => {
    expect(gradeOf(5.001, limits.pullTime)).toBe('B');
    expect(gradeOf(0.849, limits.layerReuse)).toBe('B');
    expect(gradeOf(0.001, limits.nodeDiskHealth)).toBe('B');
  });

  it('does not grade what is no number', () => {
    expect(gradeOf(NaN, limits.pullTime)).toBe('unknown');
    expect(gradeOf(Infinity, limits.pullTime)).toBe('E');
  });

  it('never grades a worse value better', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...areaDefinitions),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        ({ id, direction }, one, other) => {
          const [better, poorer] =
            direction === 'lower-is-better'
              ? [Math.min(one, other), Math.max(one, other)]
              : [Math.max(one, other), Math.min(one, other)];
          expect(
            worse.indexOf(gradeOf(better, limits[id])),
          ).toBeLessThanOrEqual(worse.indexOf(gradeOf(poorer, limits[id])));
        },
      ),
    );
  });
});

describe('gradeOfScore', () => {
  it.each([
    [4, 'A'],
    [3.5, 'A'],
    [3.49, 'B'],
    [2.5, 'B'],
    [1.8, 'C'],
    [1.5, 'C'],
    [0.5, 'D'],
    [0.49, 'E'],
    [0, 'E'],
    // 0.1 × 4 + 0.2 × 3 + 0.7 × … type sums end a hair below the half
    [2.4999999999999996, 'B'],
  ])('rounds %p half up', (score, grade) => {
    expect(gradeOfScore(score)).toBe(grade);
  });

  it('gives a grade its own letter back', () => {
    for (const grade of ['A', 'B', 'C', 'D', 'E'] as const) {
      expect(gradeOfScore(pointsOf(grade))).toBe(grade);
    }
  });
});

describe('scoreOverall', () => {
  it('grades the checkout service of the design: 0.4 × 2 + 0.2 × (1 + 3 + 1) = 1.8', () => {
    const overall = scoreOverall({ areas: areas('C', 'D', 'B', 'D'), weights });
    expect(overall).toEqual({
      grade: 'C',
      score: 1.8,
      coverageShare: 1,
      gradedAreas: 4,
      totalAreas: 4,
    });
  });

  it('leaves an unknown area out and lets the other weights grow', () => {
    const overall = scoreOverall({
      areas: areas('C', 'D', 'B', 'unknown'),
      weights,
    });
    // (40 × 2 + 20 × 1 + 20 × 3) / 80
    expect(overall).toEqual({
      grade: 'C',
      score: 2,
      coverageShare: 0.8,
      gradedAreas: 3,
      totalAreas: 4,
    });
  });

  it('is unknown without a pull time, for the reason of the pull time', () => {
    const overall = scoreOverall({
      areas: areas('unknown', 'A', 'A', 'A'),
      weights,
    });
    expect(overall).toMatchObject({
      grade: 'unknown',
      gradedAreas: 3,
      reason: { code: 'x', what: 'pullTime' },
    });
    expect(overall.score).toBeUndefined();
  });

  it('is unknown when only the pull time is known', () => {
    const overall = scoreOverall({
      areas: areas('A', 'unknown', 'unknown', 'unknown'),
      weights,
    });
    expect(overall).toMatchObject({
      grade: 'unknown',
      coverageShare: 0.4,
      gradedAreas: 1,
      reason: { code: 'other-areas-unknown' },
    });
    expect(overall.score).toBeUndefined();
  });

  it('lies between the worst and the best known area, whatever the weights', () => {
    fc.assert(
      fc.property(
        fc.tuple(grades, grades, grades, grades),
        fc.tuple(
          fc.double({ min: 0.01, max: 1000, noNaN: true }),
          fc.double({ min: 0.01, max: 1000, noNaN: true }),
          fc.double({ min: 0.01, max: 1000, noNaN: true }),
          fc.double({ min: 0.01, max: 1000, noNaN: true }),
        ),
        (four, [pullTime, imageSize, layerReuse, nodeDiskHealth]) => {
          const overall = scoreOverall({
            areas: areas(...four),
            weights: { pullTime, imageSize, layerReuse, nodeDiskHealth },
          });
          const known = four.filter(grade => grade !== 'unknown');
          const ranks = known.map(grade => worse.indexOf(grade));
          const rank = worse.indexOf(overall.grade);
          const between =
            rank >= Math.min(...ranks) && rank <= Math.max(...ranks);
          const gradable = four[0] !== 'unknown' && known.length > 1;
          expect(overall.gradedAreas).toBe(known.length);
          expect(overall.reason === undefined).toBe(gradable);
          expect(overall.grade === 'unknown').toBe(!gradable);
          expect(between).toBe(gradable);
        },
      ),
    );
  });
});

describe('confidenceOf', () => {
  it.each([
    [4, true, 'none'],
    [5, true, 'low'],
    [199, true, 'low'],
    [200, true, 'high'],
    [200, false, 'medium'],
  ])('of %p pulls, all measured %p', (samples, allMeasured, word) => {
    expect(confidenceOf({ samples, allMeasured })).toBe(word);
  });
});

describe('unknownArea', () => {
  it('has no value, and says why and what to do', () => {
    const reason = { code: 'x', what: 'Nobody told', why: 'y', next: 'z' };
    const unknown = unknownArea({
      area: areaDefinition('nodeDiskHealth'),
      limits: limits.nodeDiskHealth,
      reason,
    });
    expect(unknown).toMatchObject({
      grade: 'unknown',
      samples: 0,
      confidence: 'none',
      evidence: 'Nobody told',
      target: limits.nodeDiskHealth.b,
      reason,
    });
    expect(unknown.value).toBeUndefined();
  });
});
