import { Grade, GradeLimits } from '../schema/openapi';

/**
 * A grade that is known.
 *
 * @public
 */
export type KnownGrade = Exclude<Grade, 'unknown'>;

const pointsOfGrades: Record<KnownGrade, number> = {
  A: 4,
  B: 3,
  C: 2,
  D: 1,
  E: 0,
};

/**
 * The grade of a value. A value at a limit still has the better grade. The
 * order of the limits says whether less or more is better; a value that is not
 * a number is unknown.
 *
 * @public
 */
export function gradeOf(value: number, limits: GradeLimits): Grade {
  if (Number.isNaN(value)) {
    return 'unknown';
  }
  const sign = limits.a <= limits.d ? 1 : -1;
  const holds = (limit: number) => sign * value <= sign * limit;
  if (holds(limits.a)) return 'A';
  if (holds(limits.b)) return 'B';
  if (holds(limits.c)) return 'C';
  if (holds(limits.d)) return 'D';
  return 'E';
}

/**
 * The points of a grade in the overall score: 4 for A to 0 for E.
 *
 * @public
 */
export function pointsOf(grade: KnownGrade): number {
  return pointsOfGrades[grade];
}

/**
 * The grade of an overall score of 0 to 4, rounded half up.
 *
 * @public
 */
export function gradeOfScore(score: number): KnownGrade {
  // Weights such as 0.1 are not exact in binary: without this a half could fall.
  const points = Math.floor(Number(score.toFixed(9)) + 0.5);
  return (['E', 'D', 'C', 'B', 'A'] as const)[Math.min(4, Math.max(0, points))];
}
