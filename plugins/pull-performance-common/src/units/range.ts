const simple = /^(−?[\d.\u2009]+)([ \u202f]?[^\d\s]*)$/;

/**
 * Two formatted values as a range: `5.4–7.6 s`. Beside a negative value, and
 * where the units differ, with a word: `−1.2 to 3.4 s`, `90.0 s to 2 min 5 s`.
 *
 * @public
 */
export function formatRange(options: {
  low: number;
  high: number;
  /** One of the other formatters of this package. */
  format: (value: number) => string;
}): string {
  const low = options.format(options.low);
  const high = options.format(options.high);
  if (low === high) {
    return low;
  }
  // A number with at most one unit; thin spaces belong to the number.
  const [, lowNumber, lowUnit] = simple.exec(low) ?? [];
  const [, , highUnit] = simple.exec(high) ?? [];
  const start =
    lowUnit !== undefined && lowUnit === highUnit ? lowNumber : undefined;
  const negative = low.startsWith('−') || high.startsWith('−');
  return start === undefined || negative
    ? `${start ?? low} to ${high}`
    : `${start}–${high}`;
}
