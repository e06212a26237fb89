import { wordsOf } from './colour-words.js';
import { quote, throwProblems } from './csv-row.js';
import type { Family, Finish, TaxonomyRows } from './taxonomy.js';
import { nameKey } from './token.js';

type Claim = readonly [column: string, text: string];

/** Keeps who has which name. `claim` returns the names that belong to another row already, one problem for each. */
export function createNameOwners() {
  const owners = new Map<string, string>();
  return {
    claim(slug: string, claims: readonly Claim[]): string[] {
      return claims.flatMap(([column, text]) => {
        const key = nameKey(text);
        const owner = owners.get(key) ?? slug;
        owners.set(key, owner);
        return owner === slug
          ? []
          : [`column ${column}: ${quote(text)} already means ${owner}; remove it from ${slug} or there`];
      });
    },
  };
}

/** Every text that means the finish, with its column. A maker's code counts together with the maker's name. */
export function namesOfFinish({ slug, name, aliases, codes, translations }: Finish): Claim[] {
  return [
    ['slug', slug],
    ['name', name],
    ...aliases.map((alias) => ['aliases', alias] as const),
    ...codes.map(({ code, maker }) => ['codes', maker === null ? code : `${maker} ${code}`] as const),
    ...translations.map((translation) => ['translations', translation.name] as const),
  ];
}

export function namesOfFamily(family: Family): Claim[] {
  return wordsOf(family).map((word) => ['words', word] as const);
}

/** Throws a UsageError if two finishes share a name, two families share a word, or a family names an unknown one. */
export function checkRows({ families, finishes }: TaxonomyRows): void {
  const known = new Set(families.map(({ slug }) => slug));
  const words = createNameOwners();
  throwProblems(
    'families',
    families.flatMap((family) => [
      ...words.claim(family.slug, namesOfFamily(family)),
      ...family.winsOver
        .filter((slug) => !known.has(slug))
        .map((slug) => `column wins_over: ${slug}, of ${family.slug}, is no family`),
    ]),
  );
  const names = createNameOwners();
  throwProblems(
    'finishes',
    finishes.flatMap((finish) => names.claim(finish.slug, namesOfFinish(finish))),
  );
}
