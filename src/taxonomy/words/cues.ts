import { type Token, tokenise } from '../token.js';

/** Finds phrases of one concept; `at` returns how many tokens from `start` on are such a phrase, or 0. */
export interface Cues {
  at(tokens: readonly Token[], start: number): number;
}

/** Phrases are given one a line or with | between, and compared as finishes are: without accents and case. */
export function createCues(list: string): Cues {
  const byFirst = new Map<string, string[][]>();
  for (const phrase of list.split(/[|\n]/)) {
    const words = tokenise(phrase, phrase.length).map(({ text }) => text);
    const [first] = words;
    if (first === undefined) continue;
    byFirst.set(
      first,
      [...(byFirst.get(first) ?? []), words].toSorted((a, b) => b.length - a.length),
    );
  }
  return {
    at(tokens, start) {
      const phrases = byFirst.get(tokens[start]?.text ?? '');
      const found = phrases?.find((words) =>
        words.every(
          (word, n) => tokens[start + n]?.text === word && (n === 0 || tokens[start + n]?.gap === 'none'),
        ),
      );
      return found?.length ?? 0;
    },
  };
}
