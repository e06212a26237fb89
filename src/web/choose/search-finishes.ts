import type { Swatch } from '../../taxonomy/taxonomy.js';
import type { Taxonomy } from '../api/taxonomy.js';

/** A finish, or a family without a finish. */
export interface Option {
  kind: 'finish' | 'family';
  /** Slug, or the family. */
  value: string;
  name: string;
  family: string;
  swatch: Swatch;
  /** The other name that it was found by. */
  alias?: string;
}

/** All finishes, and all families with what they are called in other words and languages. */
export function toOptions({
  families,
  finishes,
}: Taxonomy): { option: Option; aliases: readonly string[] }[] {
  const namesOf = (translations: readonly { name: string }[]) => translations.map(({ name }) => name);
  return [
    ...finishes.map(({ slug, name, family, swatch, aliases, codes, translations }) => ({
      option: { kind: 'finish' as const, value: slug, name, family, swatch },
      aliases: [
        ...aliases,
        ...codes.map(({ code, maker }) => (maker === null ? code : `${maker} ${code}`)),
        ...namesOf(translations),
      ],
    })),
    ...families.map(({ slug, name, swatch, words, translations }) => ({
      option: { kind: 'family' as const, value: slug, name: `${name}, finish unknown`, family: slug, swatch },
      aliases: [...words, ...namesOf(translations)],
    })),
  ];
}

/**
 * Options that match the typed text, best first. Every typed word must begin a word of the name, of another name or
 * of the family. Names that begin with the typed text come first, then words within names, other names, families.
 */
export function searchFinishes(
  options: ReturnType<typeof toOptions>,
  typed: string,
  limit: number,
): Option[] {
  const wanted = fold(typed);
  if (wanted === '') return [];
  const found = options.flatMap(({ option, aliases }) => {
    const byName = rank(option.name, wanted);
    if (byName !== undefined) return [{ option, rank: byName }];
    const alias = aliases
      .map((name) => ({ name, rank: rank(name, wanted) }))
      .filter((one): one is { name: string; rank: number } => one.rank !== undefined)
      .sort((a, b) => a.rank - b.rank)[0];
    if (alias) return [{ option: { ...option, alias: alias.name }, rank: 3 + alias.rank }];
    const byFamily = rank(`${option.name} ${option.family}`, wanted);
    return byFamily === undefined ? [] : [{ option, rank: 6 + byFamily }];
  });
  return found
    .sort((a, b) => a.rank - b.rank || a.option.name.length - b.option.name.length)
    .slice(0, limit)
    .map(({ option }) => option);
}

/**
 * The options that were found and what the typed words mean. It comes second, so that the key for the first option
 * chooses what was there when the reader saw it; a family comes only where nothing was found.
 */
export function withReading(
  found: readonly Option[],
  all: ReturnType<typeof toOptions>,
  { finish, family }: { finish: string | null; family: string | null },
): Option[] {
  const kind = finish === null ? 'family' : 'finish';
  const isMeant = (option: Option) => option.kind === kind && option.value === (finish ?? family);
  const meant = all.find(({ option }) => isMeant(option))?.option;
  if (!meant || found.some(isMeant) || (kind === 'family' && found.length > 0)) return [...found];
  return [...found.slice(0, 1), meant, ...found.slice(1)];
}

/** 0: equal; 1: begins with the typed text; 2: each typed word begins a word of the name; undefined: no match. */
function rank(name: string, wanted: string): number | undefined {
  const text = fold(name);
  if (text === wanted) return 0;
  if (text.startsWith(wanted)) return 1;
  const words = text.split(' ');
  return wanted.split(' ').every((typed) => words.some((word) => word.startsWith(typed))) ? 2 : undefined;
}

/** Lower case without accents, words separated by one space. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
