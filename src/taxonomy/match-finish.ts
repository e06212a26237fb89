import { ownFinish } from './find-codes.js';
import { findMakers, isMadeBy } from './makers.js';
import { mentionFinish } from './mention-finish.js';
import { findMisspelt } from './misspelling.js';
import type { NameIndex } from './name-index.js';
import { narrowest } from './narrower.js';
import type { Finish, FinishMatch } from './taxonomy.js';
import { nameKey, type Token, toKey, tokenise } from './token.js';
import { conditionNouns, conditions } from './words/colours.js';
import { articles, isCueWord } from './words/cues.js';
import { guitars } from './words/guitars.js';
import { materials, parts, woods } from './words/parts.js';
import { accompaniments, connectors, fillers, remarks } from './words/remarks.js';

/** A longer text is a description, not a finish. */
const maxLength = 200;
/** A field with more unknown words is about something else. */
const mostUnknown = 2;

type Kind = 'exact' | 'alias' | 'fuzzy';

/** What one part of a finish field says. */
type Clause =
  | { says: 'nothing' }
  | { says: 'finish'; finish: Finish; kind: Kind }
  | { says: 'colour'; family: string | undefined }
  | { says: 'unknown' };

const nothing: Clause = { says: 'nothing' };

/**
 * What a finish field means; `make` decides between makers that share a shop code. A field that is more than a name is
 * read like a title.
 */
export function matchFinish(
  index: NameIndex,
  given: string | null | undefined,
  make: string | null | undefined,
): FinishMatch {
  const match = matchName(index, given, make);
  if (match.kind !== 'unrecognised' || !given || given.length > maxLength || /[<>]/.test(given)) return match;
  const mention = mentionFinish(index, given, make, 'title');
  if (!mention) return match;
  const { finish, family, phrase, start } = mention;
  const end = start + phrase.length;
  const unknown = tokenise(given, maxLength).filter((token, n, tokens) => {
    const isBefore = token.end <= start;
    if (token.enclosed || !(isBefore || token.start >= end)) return false;
    if (isRemark(index, token) || isOrdinary(token.text) || isCode(given, token)) return false;
    const next = isBefore ? tokens[n + 1] : token;
    const isBeside = next?.gap === 'none' && (isBefore ? next.start === start : tokens[n - 1]?.end === end);
    // Words of another name may stand further away: `Sonic Blue over 3-Color Sunburst`.
    return isBeside || !(index.words.has(token.text) || index.terms.has(token.text));
  });
  if (unknown.length > mostUnknown) return match;
  // With a word that nobody knows, or that no name has here, it is another, longer name.
  if (unknown.length > 0) return { kind: 'unrecognised', family };
  if (!finish) {
    const named = tokenise(phrase, phrase.length);
    const isColour =
      index.terms.has(toKey(named)) ||
      named.every(({ text }) => index.colours.has(text) || index.terms.has(text));
    return { kind: isColour ? 'vague' : 'unrecognised', family };
  }
  const isName = index.names.has(nameKey(phrase)) || phrase === phrase.toUpperCase();
  return { kind: isName ? 'alias' : 'fuzzy', finish };
}

function matchName(
  index: NameIndex,
  given: string | null | undefined,
  make: string | null | undefined,
): FinishMatch {
  const text = given?.trim() ?? '';
  // Markup is never a finish, whatever it would show.
  if (text.length > maxLength || /[<>]/.test(text)) return { kind: 'unrecognised' };
  const tokens = tokenise(text, maxLength);
  if (tokens.length === 0) return { kind: 'missing' };
  const makers = findMakers(index, make);
  const whole = lookUp(index, tokens, text, makers);
  if (whole) return whole;
  if (tokens.every((token) => fillers.has(token.text) || isRemark(index, token))) return { kind: 'missing' };

  const finishes = new Map<Finish, Kind>();
  const colours: (string | undefined)[] = [];
  for (const { tokens: clause, aside } of splitClauses(tokens)) {
    const read = readClause(index, clause, text, makers);
    if (read.says === 'finish') finishes.set(read.finish, finishes.get(read.finish) ?? read.kind);
    else if (read.says === 'colour') colours.push(read.family);
    else if (read.says === 'unknown' && !(aside && !containsPhrase(index, clause)))
      return { kind: 'unrecognised' };
  }
  const finish = narrowest([...finishes.keys()]);
  if (finish) {
    const agrees = colours.every((family) => family === undefined || family === finish.family);
    return agrees ? { kind: finishes.get(finish)!, finish } : { kind: 'unrecognised' };
  }
  if (finishes.size > 0 || colours.length === 0) return { kind: 'unrecognised' };
  return { kind: 'vague', family: index.colours.agree(colours) };
}

/** Separate statements; `aside` if brackets or a word such as "with" mark it as a side remark. */
function splitClauses(tokens: readonly Token[]): { tokens: Token[]; aside: boolean }[] {
  const clauses: { tokens: Token[]; aside: boolean }[] = [];
  let clause: Token[] = [];
  let accompanied = false;
  const close = () => {
    if (clause.length > 0) clauses.push({ tokens: clause, aside: accompanied || clause[0]!.enclosed });
    clause = [];
  };
  tokens.forEach((token, n) => {
    if (token.gap !== 'none') close();
    if (connectors.has(token.text)) {
      close();
      if (accompaniments.has(token.text)) accompanied = true;
    } else if (!isAboutCondition(token, tokens[n + 1])) clause.push(token);
  });
  close();
  return clauses;
}

/** Whether the token describes the condition and not the colour, as in light relic and mint condition. */
function isAboutCondition(token: Token, next: Token | undefined): boolean {
  if (next?.gap !== 'none') return false;
  return token.text === 'light'
    ? conditionNouns.has(next.text)
    : token.text === 'mint' && next.text === 'condition';
}

function readClause(
  index: NameIndex,
  tokens: readonly Token[],
  text: string,
  makers: readonly string[],
): Clause {
  const isAside = (token: Token) => isRemark(index, token) || woods.has(token.text);
  for (let length = tokens.length; length > 0; length--) {
    for (let start = 0; start + length <= tokens.length; start++) {
      const rest = tokens.slice(start + length);
      if (!tokens.slice(0, start).every(isAside) || !(rest.every(isAside) || isMadePart(rest))) continue;
      const found = lookUp(index, tokens.slice(start, start + length), text, makers);
      if (found) return { says: 'finish', ...found };
    }
  }
  const words = tokens.filter((token) => !isRemark(index, token));
  if (words.length === 0) return nothing;
  if (words.every(({ text }) => index.colours.has(text) || index.names.has(text))) {
    const families = words.map(
      ({ text }) => index.colours.familyOf(text) ?? index.names.get(text)?.finish.family,
    );
    return { says: 'colour', family: index.colours.agree(families) };
  }
  if (words.some(({ text }) => parts.has(text)) || words.every(isAside)) return nothing;
  const finish = findMisspelt(index, tokens) ?? findMisspelt(index, words);
  return finish ? { says: 'finish', finish, kind: 'fuzzy' } : { says: 'unknown' };
}

function lookUp(index: NameIndex, tokens: readonly Token[], text: string, makers: readonly string[]) {
  const key = toKey(tokens);
  const name = index.names.get(key);
  if (name) return { finish: name.finish, kind: name.kind };
  const typed = text.slice(tokens[0]!.start, tokens.at(-1)!.end);
  // CAR is a code; car is a word, unless it is all that is said of a known maker's guitar.
  const isWhole = typed === text && makers.length > 0 && tokens.length === 1;
  if (typed !== typed.toUpperCase() && !/\d/.test(typed) && !isWhole) return undefined;
  const own = ownFinish(index, key, makers);
  if (own) return { finish: own, kind: 'alias' as const };
  const common = index.codes.get(key);
  return common && isMadeBy(common, makers) ? { finish: common, kind: 'alias' as const } : undefined;
}

/** Whether the tokens name a part after what it is made of, as the maple neck in `Fiesta Red Maple Neck`. */
function isMadePart(tokens: readonly Token[]): boolean {
  const part = tokens.findIndex(({ text }) => !materials.has(text));
  return part > 0 && tokens.slice(part).every(({ text }) => parts.has(text) || remarks.has(text));
}

/** A word in capitals among others is a code: `RSM-See Thru Blue`. */
function isCode(text: string, { start, end }: Token): boolean {
  const typed = text.slice(start, end);
  return typed === typed.toUpperCase() && text !== text.toUpperCase();
}

/** Whether a word beside a name is no part of it. */
function isOrdinary(word: string): boolean {
  return (
    woods.has(word) ||
    guitars.has(word) ||
    connectors.has(word) ||
    conditions.has(word) ||
    articles.has(word) ||
    isCueWord(word)
  );
}

function isRemark(index: NameIndex, { text }: Token): boolean {
  return remarks.has(text) || index.makerWords.has(text) || /^(?:(?:19|20)\d\d|\d\d)s?$/.test(text);
}

function containsPhrase(index: NameIndex, tokens: readonly Token[]): boolean {
  return tokens.some((_, start) =>
    tokens.some((_, end) => end > start && index.terms.get(toKey(tokens.slice(start, end + 1)))?.isPhrase),
  );
}
