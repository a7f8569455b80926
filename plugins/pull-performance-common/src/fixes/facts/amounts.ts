/** Whether a figure can be one: a finite number from 0 on. Others count as absent. */
export function isAmount(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0;
}

/** Whether a figure can be a share of 0 to 1. */
export function isShare(value: number | undefined): value is number {
  return isAmount(value) && value <= 1;
}

/** Compares texts by their code units: the same on each machine. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** A count with its noun: `1 node`, `12 nodes`. */
export function counted(count: number, noun: string, formatted: string) {
  return `${formatted} ${noun}${count === 1 ? '' : 's'}`;
}
