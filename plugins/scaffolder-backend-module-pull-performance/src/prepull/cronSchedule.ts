import { InputError } from '@backstage/errors';

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const days = 'sun mon tue wed thu fri sat'.split(' ');

interface Field {
  name: string;
  least: number;
  most: number;
  names?: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: months },
  { name: 'day of the week', least: 0, most: 6, names: days },
];

const descriptors = new Set([
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
]);

function numberIn(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) {
    return named + field.least;
  }
  const number = /^\d{1,2}$/.test(text) ? Number(text) : undefined;
  return number !== undefined && number >= field.least && number <= field.most
    ? number
    : undefined;
}

/** `*`, `5`, `1-5`, steps of 15, `1-10/2`: one part of a list. */
function isRange(text: string, field: Field): boolean {
  const [range, step, ...more] = text.split('/');
  const stepFits =
    step === undefined || (/^\d{1,2}$/.test(step) && Number(step) > 0);
  if (more.length > 0 || !stepFits) {
    return false;
  }
  if (range === '*' || range === '?') {
    return true;
  }
  const [from, to, ...rest] = range.split('-').map(end => numberIn(end, field));
  return (
    rest.length === 0 &&
    from !== undefined &&
    (range.includes('-') ? to !== undefined && from <= to : true)
  );
}

/**
 * Checks a schedule by the grammar of a CronJob (`github.com/robfig/cron/v3`, `ParseStandard`): five fields, or a name such as `@daily`. Time zones within the text
 * and `@every` are left out.
 *
 * @throws InputError that names the wrong field
 */
export function expectCronSchedule(schedule: string): void {
  if (descriptors.has(schedule)) {
    return;
  }
  const shown = JSON.stringify(schedule.slice(0, 100));
  const parts = schedule.split(' ');
  if (schedule.length > 100 || parts.length !== fields.length) {
    throw new InputError(
      `The schedule ${shown} does not have five fields. Write for example "30 3 * * *", every day at half past three.`,
    );
  }
  fields.forEach((field, index) => {
    if (!parts[index].split(',').every(part => isRange(part, field))) {
      throw new InputError(
        `The schedule ${shown} has ${JSON.stringify(parts[index])} as its ${
          field.name
        }, which must be within ${field.least} and ${
          field.most
        }, a range such as 1-5, a list, or *.`,
      );
    }
  });
}

/**
 * @throws InputError when no such time zone exists
 */
export function expectTimeZone(timeZone: string): void {
  try {
    if (/^[A-Z][A-Za-z0-9_+/-]{1,60}$/.test(timeZone)) {
      Intl.DateTimeFormat('en', { timeZone });
      return;
    }
  } catch {
    // Told below.
  }
  throw new InputError(
    `${JSON.stringify(
      timeZone.slice(0, 100),
    )} is no time zone. Write for example Europe/Berlin or Etc/UTC.`,
  );
}
