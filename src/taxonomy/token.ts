import { countedColours, spellings } from './words/spellings.js';

/** A word of a seller's text, normalised for comparison. */
export interface Token {
  /** Lower case, without accents and apostrophes, in the spelling that finishes are compared in. */
  text: string;
  /** Place in the original text, in UTF-16 units, from `start` to before `end`. */
  start: number;
  end: number;
  /** What precedes it: a comma, a bracket and the like end a phrase, a full stop a sentence; spaces and hyphens do not. */
  gap: 'none' | 'break' | 'colon' | 'stop';
  /** Whether it is in brackets. */
  enclosed: boolean;
}

const inlineTag = /^<\/?(?:a|abbr|b|big|em|font|i|mark|s|small|span|strong|u)[\s/>]/i;
const rawTextTag = /^<(script|style)[\s>]/i;
const entity = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/iy;
const wordOnly = /^[\p{L}\p{N}]+$/u;
/** Scripts that are written without spaces: each character is a token, and names are found among them. */
const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc]/u;
const invisible = /[\p{M}\p{Cf}]/gu;
/** Named entities that occur inside or between words. Any other ends the phrase. */
const entities: ReadonlyMap<string, string> = new Map([
  ...['nbsp', 'ensp', 'emsp', 'thinsp'].map((name) => [name, ' '] as const),
  ...['apos', 'rsquo', 'lsquo'].map((name) => [name, "'"] as const),
  ...['quot', 'rdquo', 'ldquo'].map((name) => [name, '"'] as const),
  ...['eacute', 'egrave', 'agrave', 'auml', 'ouml', 'uuml'].map((name) => [name, name[0]!] as const),
  ['shy', ''],
]);
const abbreviations: ReadonlySet<string> = new Set(['trans', 'metallic', 'light', 'dark', 'ant', 'vint']);

/**
 * The words in the first `maxLength` UTF-16 units of a text, in order. Tags separate words, entities are decoded once,
 * scripts and styles are skipped. Takes time linear in the length.
 */
export function tokenise(fullText: string, maxLength: number): Token[] {
  const text = fullText.slice(0, maxLength);
  const { length } = text;
  const tokens: Token[] = [];
  let word = '';
  let wordStart = 0;
  let gap: Token['gap'] = 'none';
  let depth = 0;
  let tagsEnded = false;
  let at = 0;

  const append = (part: string, start: number) => {
    if (word === '') wordStart = start;
    word += part;
  };
  const endWord = (end: number) => {
    if (word === '') return;
    const previous = tokens.at(-1)?.text;
    let spelling = spellings.get(word) ?? word;
    if (countedColours.has(spelling) && (previous === '2' || previous === '3')) spelling = 'color';
    tokens.push({ text: spelling, start: wordStart, end, gap, enclosed: depth > 0 });
    word = '';
    gap = 'none';
  };
  /** Reads one character, of the text or of a decoded entity, that takes up the text from `start` to `end`. */
  const take = (character: string, start: number, end: number) => {
    if (isWordCode(character.charCodeAt(0))) append(character.toLowerCase(), start);
    else if (isSoft(character)) endWord(start);
    else if (character === "'" || character === '\u2019') {
      if (word === '' || !isWordCode(text.charCodeAt(end))) endWord(start);
    } else if (character.charCodeAt(0) < 128) {
      endWord(start);
      if (character === '(' || character === '[') depth++;
      else if (character === ')' || character === ']') depth = Math.max(0, depth - 1);
      const soft =
        (character === '-' && (isWordCode(text.charCodeAt(end)) || isWordCode(text.charCodeAt(start - 1)))) ||
        (character === '.' && abbreviations.has(tokens.at(-1)?.text ?? ''));
      if (soft) return;
      const kind = character === ':' ? 'colon' : isStop(character, text.charCodeAt(end)) ? 'stop' : 'break';
      if (gap !== 'stop') gap = kind;
    } else {
      const plain = character.normalize('NFKD').replace(invisible, '').toLowerCase();
      if (unspaced.test(plain)) {
        endWord(start);
        append(plain, start);
        endWord(end);
      } else if (character === '\u2122' || character === '\u30fb') endWord(start);
      else if (wordOnly.test(plain)) append(plain, start);
      else if (plain.trim() !== '') {
        endWord(start);
        if (gap !== 'stop') gap = plain === ':' ? 'colon' : isFullStop(plain) ? 'stop' : 'break';
      } else if (plain !== '') endWord(start);
    }
  };

  while (at < length) {
    const code = text.charCodeAt(at);
    if (isWordCode(code)) {
      const start = at;
      do at++;
      while (at < length && isWordCode(text.charCodeAt(at)));
      append(text.slice(start, at).toLowerCase(), start);
      continue;
    }
    if (code === 32) {
      endWord(at++);
      continue;
    }
    if (code === 60 /* < */ && !tagsEnded && /[a-z/!]/i.test(text[at + 1] ?? '')) {
      const close = text.indexOf('>', at);
      // If no > follows, neither this < nor any later one begins a tag.
      if (close === -1) tagsEnded = true;
      else {
        endWord(at);
        const tag = text.slice(at, Math.min(close + 1, at + 12));
        if (!inlineTag.test(tag)) gap = 'stop';
        const raw = rawTextTag.exec(tag)?.[1];
        const end = raw ? text.toLowerCase().indexOf(`</${raw.toLowerCase()}`, close) : close + 1;
        at = end === -1 ? length : end;
        continue;
      }
    }
    if (code === 38 /* & */) {
      entity.lastIndex = at;
      const found = entity.exec(text);
      if (found) {
        const end = at + found[0].length;
        const decoded = decodeEntity(found);
        if (decoded !== '') take(decoded, at, end);
        at = end;
        continue;
      }
    }
    const character = code < 128 ? text[at]! : String.fromCodePoint(text.codePointAt(at)!);
    take(character, at, at + character.length);
    at += character.length;
  }
  endWord(length);
  return tokens;
}

function decodeEntity([, decimal, hexadecimal, name]: RegExpExecArray): string {
  if (name !== undefined) return entities.get(name) ?? '&';
  const point = decimal === undefined ? Number.parseInt(hexadecimal!, 16) : Number(decimal);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '&';
}

function isWordCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isSoft(character: string): boolean {
  return (
    character === ' ' ||
    character === '\t' ||
    character === '\u00a0' ||
    character === '"' ||
    character === '_'
  );
}

/** Whether a character ends a sentence: a full stop does before a space only, so that 25.5 is one measure. */
function isStop(character: string, next: number): boolean {
  if (character === '.') return Number.isNaN(next) || next <= 32 || next === 60;
  return (
    character === '!' || character === '?' || character === ';' || character === '\n' || character === '\r'
  );
}

function isFullStop(character: string): boolean {
  return (
    character === '\u3002' ||
    character === '!' ||
    character === '?' ||
    character === ';' ||
    character === '\u2022'
  );
}

/** Words as names are compared: without spaces, so that Sea Foam Green is Seafoam Green. */
export function toKey(tokens: readonly Token[]): string {
  let key = '';
  for (const token of tokens) key += token.text;
  return key;
}

/** A name as names are compared; empty if it has neither letters nor digits. */
export function nameKey(name: string): string {
  return toKey(tokenise(name, name.length));
}
