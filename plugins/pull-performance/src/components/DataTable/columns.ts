import { ReactNode } from 'react';

/** A column of a table. */
export interface Column {
  title: string;
  /** Shown when one points at the title: a name in full. */
  hint?: string;
  /**
   * Cells of `number` and `keep` never break. A `name` breaks only when it is long, a
   * `wide` text anywhere. `fill` takes the width that the others leave.
   */
  kind?: 'number' | 'keep' | 'name' | 'wide' | 'fill';
  /** The title is only read aloud, where the cells speak for themselves. */
  titleHidden?: boolean;
  /** Below the title: the axis of what is drawn in the cells. */
  axis?: ReactNode;
  /** Rows can be sorted by it, largest first. */
  sort?: { active: boolean; choose: () => void };
}

/** A row: its first cell names it. */
export interface Row {
  key: string;
  cells: ReactNode[];
  /** It belongs to the row above it. */
  nested?: boolean;
  /** What is shown below it while it is open; the first cell has the button. */
  details?: { id: string; body: ReactNode };
}
