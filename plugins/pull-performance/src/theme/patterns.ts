/**
 * Stripes of two colours: one of the two parts, it is not known which.
 * Stripes mean "estimated or not split" wherever they appear.
 */
export function stripes(one: string, other: string): string {
  return `repeating-linear-gradient(135deg, ${one} 0 6px, ${other} 6px 12px)`;
}

/** Thin stripes over a fill: it is downloaded again. */
export function hatched(hatch: string): string {
  return `repeating-linear-gradient(135deg, transparent 0 5px, ${hatch} 5px 7px)`;
}
