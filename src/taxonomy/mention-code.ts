import type { NameIndex } from './name-index.js';
import type { Finish } from './taxonomy.js';
import type { Token } from './token.js';
import { parts } from './vocabulary.js';
import { codeSuffix, colourCodes } from './words/colour-codes.js';

/** A shop code in a text: 3TS, or the BK of RG550-BK. */
export interface CodeMention {
  finish: Finish | undefined;
  family: string;
  start: number;
  end: number;
}

/** The last code of a title: makers write it behind the model. Codes are in capitals. */
export function findCode(
  index: NameIndex,
  text: string,
  tokens: readonly Token[],
  makers: readonly string[],
): CodeMention | undefined {
  for (let at = tokens.length - 1; at >= 0; at--) {
    const token = tokens[at]!;
    const next = tokens[at + 1];
    const typed = text.slice(token.start, token.end);
    if (typed.length < 2 || typed !== typed.toUpperCase()) continue;
    // SB-40F is a model, and a black part has its own code.
    if (next?.gap === 'none' && (parts.has(next.text) || (text[token.end] === '-' && /^\d/.test(next.text))))
      continue;
    const isModelled = at > 0 && token.gap === 'none';
    const found = readCode(index, token.text, makers, isModelled && hasModel(text, tokens, at));
    if (found) return { ...found, start: token.start, end: token.end };
    const suffix = codeSuffix.exec(typed)?.[1];
    const glued = suffix && readCode(index, suffix.toLowerCase(), makers, true);
    if (glued) return { ...glued, start: token.end - suffix.length, end: token.end };
  }
  return undefined;
}

function readCode(index: NameIndex, key: string, makers: readonly string[], isBehindModel: boolean) {
  for (const maker of makers) {
    const finish = index.makerCodes.get(maker + key);
    if (finish) return { finish, family: finish.family };
  }
  const common = index.codes.get(key);
  if (common && (key.length > 2 || isBehindModel)) return { finish: common, family: common.family };
  const family = isBehindModel ? colourCodes.get(key) : undefined;
  return family === undefined ? undefined : { finish: undefined, family };
}

/** Whether a number of a model stands shortly before, or the code is joined with a hyphen. */
function hasModel(text: string, tokens: readonly Token[], at: number): boolean {
  if (text[tokens[at]!.start - 1] === '-') return true;
  for (let n = at - 1; n >= Math.max(0, at - 3); n--) if (/\d/.test(tokens[n]!.text)) return true;
  return false;
}
