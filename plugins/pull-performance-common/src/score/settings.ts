import { InputError } from '@backstage/errors';
import { GradeLimits } from '../schema/openapi';
import { AreaDefinition, areaDefinitions, AreaId } from './areas';

/**
 * By what the areas are graded and weighed.
 *
 * @public
 */
export interface ScoreSettings {
  /** In the unit of each area. */
  limits: Record<AreaId, GradeLimits>;
  weights: Record<AreaId, number>;
}

function recordOfAreas<T>(
  valueOf: (area: AreaDefinition) => T,
): Record<AreaId, T> {
  const [pullTime, imageSize, layerReuse, nodeDiskHealth] =
    areaDefinitions.map(valueOf);
  return { pullTime, imageSize, layerReuse, nodeDiskHealth };
}

/**
 * The settings that hold where nothing is configured.
 *
 * @public
 */
export const defaultScoreSettings: ScoreSettings = {
  limits: recordOfAreas(area => area.defaultLimits),
  weights: recordOfAreas(area => area.defaultWeight),
};

const exampleTargets: Record<AreaId, string> = {
  pullTime: '5, 10, 20, 45',
  imageSize: '100, 250, 400, 800',
  layerReuse: '85, 70, 50, 30',
  nodeDiskHealth: '0, 5, 10, 25',
};

/**
 * Reads the targets of an area: the limits of the grades A to D, in the unit in
 * which people write them (seconds, megabytes or percent).
 *
 * @param key - Names the setting in errors, for example a path in the config.
 * @throws InputError that names the key, when the limits are not four, not
 * ordered, negative or above 100 percent.
 * @public
 */
export function parseTargets(
  area: AreaDefinition,
  values: readonly unknown[],
  key: string,
): GradeLimits {
  const unit = area.targetUnit;
  const example = exampleTargets[area.id];
  if (values.length !== 4) {
    throw new InputError(
      `${key} needs four numbers, the limits of the grades A, B, C and D in ${unit}, for example ${example}; it has ${values.length}`,
    );
  }
  const limits = values.map(value => {
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      throw new InputError(
        `${key} may only hold numbers from 0 on, in ${unit}, for example ${example}`,
      );
    }
    if (unit === 'percent' && value > 100) {
      throw new InputError(
        `${key} is in percent and may not be above 100, for example ${example}`,
      );
    }
    return value;
  });
  const lower = area.direction === 'lower-is-better';
  for (let index = 1; index < limits.length; index++) {
    const step = limits[index] - limits[index - 1];
    if (lower ? step <= 0 : step >= 0) {
      throw new InputError(
        `${key} must ${
          lower ? 'grow' : 'shrink'
        } from grade A to grade D, for example ${example}`,
      );
    }
  }
  const [a, b, c, d] = limits.map(limit => fromTargetUnit(area, limit));
  return { a, b, c, d };
}

/** Divides for percent: 70 × 0.01 is not 0.7 in binary, and a limit must hold its own value. */
function fromTargetUnit(area: AreaDefinition, value: number): number {
  switch (area.targetUnit) {
    case 'megabytes':
      return value * 1e6;
    case 'percent':
      return value / 100;
    default:
      return value;
  }
}

/**
 * Reads the weights of all areas.
 *
 * @param key - Names the setting in errors.
 * @throws InputError that names the key, when a weight is missing, of an
 * unknown area, or not a positive number.
 * @public
 */
export function parseWeights(
  values: Readonly<Record<string, unknown>>,
  key: string,
): Record<AreaId, number> {
  const ids: string[] = areaDefinitions.map(area => area.id);
  const unknown = Object.keys(values).find(id => !ids.includes(id));
  if (unknown !== undefined) {
    throw new InputError(
      `${key}.${unknown} is no area; the areas are ${ids.join(', ')}`,
    );
  }
  return recordOfAreas(({ id }) => {
    const weight = Object.hasOwn(values, id) ? values[id] : undefined;
    if (typeof weight !== 'number' || !Number.isFinite(weight) || weight <= 0) {
      throw new InputError(
        `${key}.${id} must be a number above 0; when weights are set, every area needs one: ${ids.join(
          ', ',
        )}`,
      );
    }
    return weight;
  });
}

/**
 * The limits that hold for one entity: those of its annotations, and the
 * given ones for areas without an annotation.
 *
 * @returns The limits, and for each area whose annotation cannot be read, why.
 * @public
 */
export function limitsOfEntity(
  annotations: Readonly<Record<string, string>> | undefined,
  settings: ScoreSettings,
): {
  limits: Record<AreaId, GradeLimits>;
  problems: Partial<Record<AreaId, string>>;
} {
  const problems: Partial<Record<AreaId, string>> = {};
  const limits = recordOfAreas(area => {
    const text =
      annotations && Object.hasOwn(annotations, area.targetsAnnotation)
        ? annotations[area.targetsAnnotation]
        : undefined;
    if (text === undefined) {
      return settings.limits[area.id];
    }
    try {
      return parseTargets(
        area,
        parseNumbers(text),
        `Annotation ${area.targetsAnnotation}`,
      );
    } catch (error) {
      if (!(error instanceof InputError)) {
        throw error;
      }
      problems[area.id] = error.message;
      return settings.limits[area.id];
    }
  });
  return { limits, problems };
}

/** An empty part, as in `5,,20`, is no number; Number('') would be zero. */
function parseNumbers(text: string): number[] {
  return text
    .slice(0, 200)
    .split(',')
    .map(part => (/^\s*\d+(?:\.\d+)?\s*$/.test(part) ? Number(part) : NaN));
}
