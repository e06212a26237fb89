/**
 * Characters that a terminal obeys instead of showing them: controls (C0 without tab and line feed, DEL, C1), marks and
 * overrides of the writing direction, and separators of lines.
 */
const obeyed = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * Text that a terminal shows as it is, whatever files, sellers or services put into it: what it would obey is written as
 * `\u001b`. JSON stays the same JSON.
 */
export function toTerminal(text: string): string {
  return text.replace(obeyed, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
