const thinSpace = '\u2009';
const narrowNoBreakSpace = '\u202f';

/** Like toFixed, with a real minus sign, and without a minus before a zero. */
export function toFixedWithMinus(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** Puts a thin space before every third digit of the whole part. */
export function groupDigits(text: string): string {
  const [whole, fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, thinSpace);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/**
 * A count with thin spaces between thousands (`1 041`).
 *
 * @public
 */
export function formatCount(count: number): string {
  return groupDigits(toFixedWithMinus(count, 0));
}

/**
 * A share of 0 to 1 as percent with a narrow no-break space (`71 %`); below
 * one percent with one decimal.
 *
 * @public
 */
export function formatShare(share: number): string {
  const percent = share * 100;
  const size = Math.abs(percent);
  let text: string;
  if (size === 0 || size >= 0.95) {
    text = toFixedWithMinus(percent, 0);
  } else if (size >= 0.05) {
    text = toFixedWithMinus(percent, 1);
  } else {
    text = 'under 0.1';
  }
  return `${text}${narrowNoBreakSpace}%`;
}

/**
 * Hours with one decimal (`7.4 h`); what would read as zero but is not, is
 * `under 0.1 h`.
 *
 * @public
 */
export function formatHours(hours: number): string {
  if (hours === 0) {
    return '0 h';
  }
  if (Math.abs(hours) < 0.05) {
    return 'under 0.1 h';
  }
  return `${groupDigits(toFixedWithMinus(hours, 1))} h`;
}
