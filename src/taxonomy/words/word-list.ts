import { nameKey, tokenise } from '../token.js';

/** A list of single words, with spaces between them, as keys; see `nameKey`. */
export function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/).map(nameKey));
}

/** Phrases of one or more words, found at a place of a text. */
export interface Phrases {
  /** By its first word, the words of each phrase, the longest phrase first. */
  readonly byFirst: ReadonlyMap<string, readonly (readonly string[])[]>;
}

/** A list of phrases, one a line or with `|` between them. */
export function phrases(list: string): Phrases {
  const byFirst = new Map<string, string[][]>();
  for (const phrase of list.split(/[|\n]/)) {
    const tokens = tokenise(phrase, phrase.length).map(({ text }) => text);
    if (tokens.length === 0) continue;
    const same = byFirst.get(tokens[0]!) ?? [];
    same.push(tokens);
    byFirst.set(tokens[0]!, same);
  }
  for (const same of byFirst.values()) same.sort((a, b) => b.length - a.length);
  return { byFirst };
}

/** How many tokens the longest phrase at this place takes; 0 if none begins there. */
export function phraseAt(
  { byFirst }: Phrases,
  tokens: readonly { text: string; gap: string }[],
  at: number,
): number {
  const candidates = byFirst.get(tokens[at]!.text);
  if (!candidates) return 0;
  for (const phrase of candidates) {
    if (phrase.every((word, n) => tokens[at + n]?.text === word)) return phrase.length;
  }
  return 0;
}
