import type { Token } from './token.js';

const unspaced = /[\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}]/u;

/** Splits words of Chinese and Japanese, which are written without spaces, where one of these names stands in them. */
export function splitScripts(tokens: Token[], names: readonly string[]): Token[] {
  if (!tokens.some(({ text }) => unspaced.test(text))) return tokens;
  return tokens.flatMap((token) => (unspaced.test(token.text) ? split(token, names) : token));
}

function split(token: Token, names: readonly string[]): Token[] {
  const { text } = token;
  // Normalisation may change the length; then the whole word is the place.
  const exact = text.length === token.end - token.start;
  const parts: Token[] = [];
  let rest = 0;
  const add = (from: number, to: number) => {
    if (to <= from) return;
    parts.push({
      ...token,
      text: text.slice(from, to),
      start: exact ? token.start + from : token.start,
      end: exact ? token.start + to : token.end,
      gap: parts.length === 0 ? token.gap : 'none',
    });
  };
  for (let at = 0; at < text.length; ) {
    const name = names.find((candidate) => text.startsWith(candidate, at));
    if (name === undefined) at++;
    else {
      add(rest, at);
      add(at, at + name.length);
      at += name.length;
      rest = at;
    }
  }
  add(rest, text.length);
  return parts;
}
