import type { Run } from './find-runs.js';
import type { Token } from './token.js';
import { connectors, extensions, materials, partAdjectives, parts, remarks, woods } from './vocabulary.js';
import { formerly, gone, now, over, turnedFrom, turnedTo } from './words/histories.js';
import { instruments, labelsAfter, labelsBefore } from './words/labels.js';
import { negations } from './words/negations.js';
import { asides, neutral } from './words/neutral.js';
import { offers } from './words/offers.js';
import { otherGuitars } from './words/other-guitars.js';
import { beforeWood, otherThings, woodNames, woodwork } from './words/other-senses.js';
import { germanicParts, partsAbroad } from './words/parts-abroad.js';

/** How surely a run is about the guitar as it is now. */
export type Standing = 'vetoed' | 'weak' | 'aside' | 'plain' | 'labelled' | 'current';

const reach = 4;

/** What the words around each run say about it, in the order of the runs. Takes time linear in the number of tokens. */
export function judgeRuns(text: string, tokens: readonly Token[], runs: readonly Run[]): Standing[] {
  const scopes = readScopes(text, tokens, runs);
  const standings: Standing[] = runs.map((run, n) => {
    const scope = scopes[n]!;
    const changed = isTurned(tokens, runs, n);
    if (isOfThing(tokens, run) || isWood(tokens, run) || scope.negated || changed === 'from') return 'vetoed';
    if (isNext(gone, tokens, run.end) || isUnder(tokens, runs, n) || isPartBefore(tokens, run))
      return 'vetoed';
    if (scope.current || changed === 'to') return 'current';
    if (scope.muted) return 'vetoed';
    if (scope.labelled || isNext(labelsAfter, tokens, run.end)) return 'labelled';
    if (scope.aside || tokens[run.start]!.enclosed) return 'aside';
    return run.phrase || isBeforeInstrument(tokens, run) || isAfterIn(text, tokens, run) ? 'plain' : 'weak';
  });
  // Colours: red, blue.
  for (let n = 1; n < runs.length; n++) {
    const between = text.slice(tokens[runs[n - 1]!.end - 1]!.end, tokens[runs[n]!.start]!.start);
    if (standings[n - 1] === 'labelled' && standings[n] !== 'vetoed' && listed.test(between))
      standings[n] = 'labelled';
  }
  return standings;
}

const listed =
  /^\s*(?:[,/&+]|and|or|und|oder|et|ou|y|o|e|en|och|og|i|lub)\s*(?:and|or|und|oder|et|ou|y|o|e)?\s*$/i;

interface Scope {
  muted: boolean;
  negated: boolean;
  current: boolean;
  labelled: boolean;
  aside: boolean;
}

/** Walks through the text once and notes which statement each run stands in. */
function readScopes(text: string, tokens: readonly Token[], runs: readonly Run[]): Scope[] {
  const scopes: Scope[] = [];
  let next = 0;
  let muted: 'no' | 'clause' | 'sentence' = 'no';
  let aside = false;
  // Up to which token a cue reaches.
  let current = -1;
  let labelled = -1;
  let negated = -1;
  for (let at = 0; at < tokens.length; at++) {
    const { gap, text: word } = tokens[at]!;
    if (gap !== 'none' && at > 0) {
      const between = text.slice(tokens[at - 1]!.end, tokens[at]!.start);
      negated = -1;
      if (gap === 'break') labelled = -1;
      if (/[.!?;\n•|>]/.test(between)) {
        muted = 'no';
        aside = false;
        current = -1;
      } else if (muted === 'clause') muted = 'no';
    }
    while (runs[next] && runs[next]!.start < at) next++;
    const run = runs[next];
    if (run?.start === at) {
      scopes[next] = {
        // In shops of Spain, "disponible en color X" says the colour.
        muted: muted === 'clause' || (muted !== 'no' && labelled < at),
        negated: negated >= at,
        current: current >= at,
        labelled: labelled >= at,
        aside,
      };
    }
    if (run && run.start <= at && at < run.end) continue;
    if (offers.at(tokens, at) || otherGuitars.at(tokens, at)) muted = 'sentence';
    else if (now.at(tokens, at)) {
      current = at + reach + now.at(tokens, at);
      muted = 'no';
    } else if (formerly.at(tokens, at)) muted = 'clause';
    const label = labelsBefore.at(tokens, at);
    if (label) labelled = Math.max(labelled, at + label + 1);
    const denial = negations.at(tokens, at);
    if (denial) negated = at + denial + 2;
    if (asides.has(word)) aside = true;
  }
  return scopes;
}

function isNext(
  cues: { at(tokens: readonly Token[], at: number): number },
  tokens: readonly Token[],
  at: number,
) {
  return tokens[at]?.gap === 'none' && cues.at(tokens, at) > 0;
}

/** Fiesta Red headstock; black leather strap; schwarzer Koffer; Black Nylon. */
function isOfThing(tokens: readonly Token[], { start, end, phrase }: Run): boolean {
  let at = end;
  let skipped = false;
  const isThing = (word: string) =>
    parts.has(word) ||
    germanicParts.has(word) ||
    extensions.has(word) ||
    modelNouns.has(word) ||
    (!phrase && otherThings.has(word));
  const lone = end === start + 1 && woodNames.has(tokens[start]!.text) && tokens[start]!.text !== 'natural';
  for (let steps = 0; steps < 4 && tokens[at]?.gap === 'none'; steps++, at++) {
    const word = tokens[at]!.text;
    if (isThing(word)) return true;
    const known = partAdjectives.has(word) || (lone && materials.has(word)) || lookThrough.has(word);
    // White bird inlays: one unknown word may stand between, but not a guitar's.
    const unknown = !phrase && !skipped && !isUsual(tokens, at);
    if (!known && !unknown) break;
    if (!known) skipped = true;
  }
  // Pickguard: Mint Green; a pickguard in Mint Green.
  let clause = start;
  while (clause > 0 && start - clause < 6 && tokens[clause]!.gap === 'none') clause--;
  if (tokens[clause]!.gap === 'colon' && parts.has(tokens[clause - 1]?.text ?? '')) return true;
  if (
    !['in', 'is', 'are', 'ist', 'sind', 'en', 'est', 'es', 'aar', 'is', 'ar'].includes(
      tokens[start - 1]?.text ?? '',
    )
  )
    return false;
  const owner = tokens[start - 2]?.text ?? '';
  return (parts.has(owner) && !tremolos.has(owner)) || germanicParts.has(owner);
}

/** In "with Bigsby in Black" the guitar is black. */
const tremolos: ReadonlySet<string> = new Set([
  'bigsby',
  'vibrola',
  'trem',
  'tremolo',
  'case',
  'bag',
  'gigbag',
  'pickups',
]);

/** White Falcon and the like, whatever stands before. */
const modelNouns: ReadonlySet<string> = new Set(['falcon', 'penguin', 'beauty']);

/** Whether a word cannot be the first of a part's name. */
function isUsual(tokens: readonly Token[], at: number): boolean {
  const { text } = tokens[at]!;
  return (
    remarks.has(text) ||
    materials.has(text) ||
    woods.has(text) ||
    asides.has(text) ||
    connectors.has(text) ||
    /\d/.test(text) ||
    text.length < 3 ||
    instruments.at(tokens, at) > 0 ||
    labelsAfter.at(tokens, at) > 0
  );
}

const lookThrough: ReadonlySet<string> = new Set(
  'hard shell gloss satin new original nylon tolex'.split(' '),
);

/** Walnut body; ash and walnut; solid ebony. */
function isWood(tokens: readonly Token[], { start, end }: Run): boolean {
  const words = tokens.slice(start, end).map(({ text }) => text);
  const named = words.filter((word) => !neutral.has(word));
  if (!named.every((word) => woodNames.has(word)) || (named.length === 1 && named[0] === 'natural'))
    return false;
  if (words[0] === 'solid') return true;
  const before = tokens[start]!.gap === 'none' ? (tokens[start - 1]?.text ?? '') : '';
  const after = tokens[end]?.gap === 'none' ? tokens[end]!.text : '';
  return beforeWood.has(before) || woodwork.has(after);
}

/** Accastillage noir; golpeador de tres capas negro; the case is brown. */
function isPartBefore(tokens: readonly Token[], { start }: Run): boolean {
  for (let at = start - 1, steps = 0; at >= 0 && steps < reach; at--, steps++) {
    if (tokens[at + 1]!.gap === 'break') return false;
    const { text } = tokens[at]!;
    if (labelsBefore.at(tokens, at) > 0 || instruments.at(tokens, at) > 0) return false;
    if (partsAbroad.at(tokens, at) > 0) return isRomance(tokens, at, start) || text.length < 1;
  }
  return false;
}

/** Whether the words after a part are its adjectives, so that the colour is the part's. */
function isRomance(tokens: readonly Token[], part: number, start: number): boolean {
  const word = tokens[start]!.text;
  return (
    romanceColours.has(word) ||
    (['is', 'ist', 'est', 'es', 'in', 'en'].includes(tokens[start - 1]?.text ?? '') && start - part < 4)
  );
}

const romanceColours: ReadonlySet<string> = new Set(
  `noir noire noirs noires blanc blanche blancs blanches rouge vert verte bleu bleue jaune rose gris grise dore doree creme
  negro negra negros negras blanco blanca rojo roja verde azul amarillo amarilla marron dorado dorada plata crema
  nero nera neri nere bianco bianca rosso rossa blu giallo gialla dorato dorata oro argento
  preto preta branco branca vermelho vermelha amarelo amarela dourado dourada cinza`.split(/\s+/),
);

/** From Black to Sonic Blue. */
function isTurned(tokens: readonly Token[], runs: readonly Run[], n: number): 'from' | 'to' | undefined {
  const isFrom = (from: Run | undefined, to: Run | undefined) =>
    from !== undefined &&
    to !== undefined &&
    turnedFrom.at(tokens, from.start - 1) > 0 &&
    to.start - from.end <= reach &&
    tokens.slice(from.end, to.start).some((_, k) => turnedTo.at(tokens, from.end + k) > 0);
  if (isFrom(runs[n], runs[n + 1])) return 'from';
  return isFrom(runs[n - 1], runs[n]) ? 'to' : undefined;
}

/** Sonic Blue over Sunburst: the second is under the first. */
function isUnder(tokens: readonly Token[], runs: readonly Run[], n: number): boolean {
  const top = runs[n - 1];
  if (!top) return false;
  const length = over.at(tokens, top.end);
  const between = runs[n]!.start - top.end;
  return length > 0 && tokens[top.end]!.gap === 'none' && between >= length && between <= length + 2;
}

function isBeforeInstrument(tokens: readonly Token[], { end }: Run): boolean {
  return isNext(instruments, tokens, end);
}

/** In Ebony: with a capital, "in" announces a name. */
function isAfterIn(text: string, tokens: readonly Token[], { start }: Run): boolean {
  const first = tokens[start]!;
  return first.gap === 'none' && tokens[start - 1]?.text === 'in' && /\p{Lu}/u.test(text[first.start] ?? '');
}
