import { PullTimesItem } from 'backstage-plugin-pull-performance-common';
import { p50Of, p95Of } from './split';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** One UTC day; figures are absent where nothing or too little was seen. */
export interface Day {
  /** `2026-11-21` */
  date: string;
  p95Seconds?: number;
  p50Seconds?: number;
  /** Pulls that brought bytes. */
  gradedCount: number;
  cold?: number;
  warm?: number;
  /** Checked and present together. */
  cached?: number;
  failed?: number;
}

/**
 * Puts items of step `day` on a row of days without holes: a day without an
 * item has no figures, which is a gap and not a zero.
 *
 * @param items - at most one per day, as with `groupBy: all`
 * @param lastDay - any moment of the last day
 * @param length - number of days
 */
export function fillDays(
  items: PullTimesItem[],
  lastDay: Date,
  length: number,
): Day[] {
  const byDate = new Map(items.map(item => [item.start.slice(0, 10), item]));
  return Array.from({ length }, (_, index) => {
    const time = lastDay.getTime() - (length - 1 - index) * DAY_MILLISECONDS;
    const date = new Date(time).toISOString().slice(0, 10);
    const item = byDate.get(date);
    if (!item) {
      return { date, gradedCount: 0 };
    }
    const { counts, gradedWaitSeconds } = item;
    return {
      date,
      p95Seconds: p95Of(gradedWaitSeconds),
      p50Seconds: p50Of(gradedWaitSeconds),
      gradedCount: gradedWaitSeconds?.count ?? 0,
      cold: counts.cold,
      warm: counts.warm,
      cached: counts.checked + counts.present,
      failed: counts.failed,
    };
  });
}

/** The start of the time that covers so many days up to now. */
export function daysBefore(to: Date, days: number): Date {
  return new Date(to.getTime() - days * DAY_MILLISECONDS);
}

/** The newest day that has a p95. */
export function lastDayWithP95(days: Day[]): Day | undefined {
  return [...days].reverse().find(day => day.p95Seconds !== undefined);
}

/** All outcomes of the days together. */
export function sumOfDays(days: Day[]) {
  const sum = (key: 'cold' | 'warm' | 'cached' | 'failed') =>
    days.reduce((total, day) => total + (day[key] ?? 0), 0);
  return {
    cold: sum('cold'),
    warm: sum('warm'),
    cached: sum('cached'),
    failed: sum('failed'),
    daysWithout: days.filter(day => day.cold === undefined).length,
  };
}
