/** A piece of a text in which code stands between backticks. */
export interface HowPart {
  /** A command holds a space, so it is something to run; a name does not. */
  kind: 'words' | 'name' | 'command';
  text: string;
}

/** Splits a text at its backticks; one that stays open is plain words. */
export function howParts(text: string): HowPart[] {
  return text
    .split(/(`[^`]+`)/)
    .filter(part => part !== '')
    .map(part => {
      if (!/^`[^`]+`$/.test(part)) {
        return { kind: 'words', text: part };
      }
      const code = part.slice(1, -1).trim();
      return { kind: /\s/.test(code) ? 'command' : 'name', text: code };
    });
}
