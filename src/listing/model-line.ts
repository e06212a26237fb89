import { nameKey, toKey, tokenise } from '../taxonomy/token.js';
import { gradeWords, makerNames, modelLines, subBrands } from './model-lines.js';

/** Which guitar a listing is of, as far as its words tell. */
export interface GuitarModel {
  /** Such as Squier. */
  maker: string | null;
  /** Such as Stratocaster; of a line that nobody listed: what its model is called without grades, in lower case. */
  line: string | null;
}

interface Words {
  make: string | null;
  model: string | null;
  title: string | null;
}

const makers = new Map([...makerNames, ...subBrands].map((maker) => [nameKey(maker), maker]));
const lines = new Map(
  modelLines.flatMap((line) =>
    [line.name, ...(line.spellings ?? [])].map((name) => [nameKey(name), line] as const),
  ),
);
const longestName = 4;
const maxLength = 200;

/** Finds maker and model line in the make, the model and the title of a listing, however the seller spells them. */
export function modelLineOf({ make, model, title }: Words): GuitarModel {
  const maker = findMaker(make) ?? findMaker(`${model ?? ''} ${title ?? ''}`) ?? named(make);
  const line = findLine(model) ?? findLine(title);
  if (line) return { maker: maker ?? line.maker ?? null, line: line.name };
  return { maker, line: maker === null ? null : restOf(model, maker) };
}

/** First year of the decade that a seller's year names, such as 1962, 60s or mid-60s; null if it names none. */
export function decadeOf(year: string | null): number | null {
  const found = /(?:^|\D)((?:19|20)\d\d)(?!\d)|(?:^|\D)'?(\d0)'?s(?![a-z])/i.exec(year ?? '');
  if (!found) return null;
  if (found[1]) return Math.floor(Number(found[1]) / 10) * 10;
  const short = Number(found[2]);
  return short < 30 ? 2000 + short : 1900 + short;
}

/** A sub-brand wins, since its parent is named beside it; else the first maker. */
function findMaker(text: string | null): string | undefined {
  const found = runsOf(text).flatMap(({ key }) => makers.get(key) ?? []);
  return found.find((maker) => subBrands.includes(maker)) ?? found[0];
}

function findLine(text: string | null): (typeof modelLines)[number] | undefined {
  const found = runsOf(text).flatMap(({ key, words }) => {
    const line = lines.get(key);
    return line ? [{ line, words, length: key.length }] : [];
  });
  found.sort((a, b) => b.words - a.words || b.length - a.length);
  return found[0]?.line;
}

/** Runs of one to four words of a text. */
function runsOf(text: string | null): { key: string; words: number }[] {
  const tokens = tokenise(text ?? '', maxLength);
  return tokens.flatMap((_, start) =>
    Array.from({ length: Math.min(longestName, tokens.length - start) }, (_, extra) => ({
      key: toKey(tokens.slice(start, start + extra + 1)),
      words: extra + 1,
    })),
  );
}

/** A maker that no list knows, as the seller writes it. */
function named(make: string | null): string | null {
  return make?.slice(0, maxLength).trim().toLowerCase() || null;
}

/** The first words of a model that are its own, up to its number: RG550 of "RG550-DY Desert Yellow". */
function restOf(model: string | null, maker: string): string | null {
  const makerKey = nameKey(maker);
  const own = tokenise(model ?? '', maxLength)
    .map(({ text }) => text)
    .filter((text) => !gradeWords.has(text) && !makerKey.includes(text) && !isYear.test(text));
  const numbered = own.findIndex((text) => /\d/.test(text));
  const words = own.slice(0, numbered < 0 ? 2 : Math.min(numbered + 1, 2));
  return words.length === 0 ? null : words.join(' ');
}

const isYear = /^(19|20)\d\ds?$/;
