const longestText = 1000;

/**
 * A text from outside as it stands, in Markdown: one line, no formatting, no link, no HTML, nobody mentioned. Longer than 1000 characters it is cut.
 */
export function escapeMarkdown(text: string): string {
  const line = text
    .slice(0, longestText)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .trim();
  return (
    line
      .replace(/[\\`*_{}[\]<>#|~&!]/g, '\\$&')
      // Links that hosts make of bare addresses
      .replace(/:\/\//g, '\\://')
      .replace(/\bwww\./gi, match => `${match.slice(0, -1)}\\.`)
      // A word joiner keeps hosts from telling people and teams of it.
      .replace(/@(?=\w)/g, '@\u2060')
      .replace(/^(\d+)([.)])/, '$1\\$2')
      .replace(/^[-+=]/, '\\$&')
  );
}
