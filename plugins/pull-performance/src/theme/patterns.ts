/**
 * Stripes of two colours: one of the two parts, it is not known which.
 * Stripes mean "estimated or not split" wherever they appear.
 */
export function stripes(one: string, other: string): string {
  return `repeating-linear-gradient(135deg, ${one} 0 6px, ${other} 6px 12px)`;
}
