import { Theme } from '@material-ui/core/styles';
import { Day } from '../../scorecard/days';
import { PullColors } from '../../theme';

/** What both halves of the time chart need. */
export interface ChartHalf {
  days: Day[];
  /** First day of the chosen range. */
  selectedFrom: string;
  /** The day that is pointed at. */
  date?: string;
  onPoint: (date: string | undefined) => void;
  theme: Theme;
  colors: PullColors;
}

/** Room on both sides, the same in both halves, so that their days line up. */
export const MARGIN = { left: 0, right: 100, top: 12, bottom: 8 };

/** Width of the axis with the numbers. */
export const AXIS_WIDTH = 40;

/** About so many days are labelled. */
const DAY_LABELS = 5;

/** The days to label, the last one among them. */
export function labelledDays(days: Day[]): string[] {
  const step = Math.max(1, Math.ceil(days.length / DAY_LABELS));
  return days
    .filter((_, index) => (days.length - 1 - index) % step === 0)
    .map(day => day.date);
}
