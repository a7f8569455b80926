import { shorten } from '../../score/evidence';

/** A text without characters that hide, in so many characters; its thin and narrow spaces stay, since figures are written with them. */
export function plainText(text: string, longest: number): string {
  const plain = text
    .slice(0, 2000)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return shorten(plain, longest);
}

/** One sentence of parts; what is missing is left out. Instructions and names keep their capitals. */
export function sentence(...parts: (string | undefined)[]): string {
  const said = parts
    .filter(part => part !== undefined)
    .filter(part => part !== '');
  const text = said.map((part, index) =>
    index === 0
      ? part
      : part.replace(/^[A-Z](?=[a-z ])/, letter => letter.toLowerCase()),
  );
  return `${text.join('; ')}.`;
}
