import { correctSpelling } from './correct-spelling.js';
import { findRuns, type Run } from './find-runs.js';
import { findCode } from './mention-code.js';
import { findMakers, type NameIndex } from './name-index.js';
import { narrowest } from './narrower.js';
import { judgeRuns, type Standing } from './scope.js';
import { splitScripts } from './split-scripts.js';
import type { FinishMention, TextKind } from './taxonomy.js';
import { tokenise } from './token.js';

/** How much of a text is read, in UTF-16 units. What follows is about shipping, payment and other offers. */
const maxLength = 5000;
/** A longer description has sentences, in which a single word may be about anything. */
const maxTitleWords = 6;
/** What is longer was only put where a title belongs. */
const longestTitle = 60;

/** The one finish or family that a longer text names for the guitar itself; see `Taxonomy.mention`. */
export function mentionFinish(
  index: NameIndex,
  text: string | null | undefined,
  make: string | null | undefined,
  place: TextKind = 'title',
): FinishMention | undefined {
  if (!text) return undefined;
  const tokens = correctSpelling(index, splitScripts(tokenise(text, maxLength), index.scriptNames));
  if (tokens.length === 0) return undefined;
  const isTitle = (place === 'title' && tokens.length <= longestTitle) || tokens.length <= maxTitleWords;
  const stated = findMakers(index, make);
  const makers = specificMakers(isTitle ? [...stated, ...findMakers(index, text)] : stated);
  const runs = findRuns(index, tokens, makers);
  const standings = runs.length > 0 ? judgeRuns(text, tokens, runs) : [];
  const chosen = choose(runs, standings, isTitle);
  const code = isTitle ? findCode(index, text, tokens, makers) : undefined;
  if (chosen.length === 0) {
    if (!code || standings.some((standing) => standing === 'current')) return undefined;
    return { ...code, phrase: text.slice(code.start, code.end), start: code.start };
  }
  const families = new Set(chosen.map((run) => run.family));
  const [family] = families;
  if (families.size > 1 || family === undefined) return undefined;
  const finishes = chosen.flatMap((run) => run.finish ?? []);
  const finish =
    narrowest(finishes) ?? (finishes.length === 0 && code?.family === family ? code.finish : undefined);
  const run = chosen.find((candidate) => finish && candidate.finish === finish) ?? chosen[0]!;
  const start = tokens[run.start]!.start;
  return { finish, family, phrase: text.slice(start, tokens[run.end - 1]!.end), start };
}

/** The runs that count: what the guitar is now before what is labelled, and that before the rest. */
function choose(runs: readonly Run[], standings: readonly Standing[], isTitle: boolean): Run[] {
  const of = (...wanted: Standing[]) => runs.filter((_, n) => wanted.includes(standings[n]!));
  const current = of('current').slice(-1);
  if (current.length > 0) return current;
  const labelled = of('labelled');
  if (labelled.length > 0) return labelled;
  const plain = isTitle ? of('plain', 'weak') : of('plain');
  if (plain.length > 0) return plain;
  return of('aside').filter((run) => isTitle || run.phrase);
}

/** Makers that are known better than the makers that own them. */
const owners: ReadonlyMap<string, string> = new Map([
  ['squier', 'fender'],
  ['charvel', 'fender'],
  ['epiphone', 'gibson'],
  ['ltd', 'esp'],
  ['sterling', 'musicman'],
]);

function specificMakers(makers: readonly string[]): string[] {
  const owned = new Set(makers.map((maker) => owners.get(maker)));
  return [...new Set(makers)].filter((maker) => !owned.has(maker));
}
