import type { Family, Finish, FinishMatch, ShopCode, Translation } from '../../taxonomy/taxonomy.js';
import { formatTable } from './table.js';

export function familyTable(families: readonly Family[]): string {
  return formatTable(
    ['family', 'name', 'words', 'translations', 'origin'],
    families.map((f) => [f.slug, f.name, f.words.join(', '), translationText(f.translations), f.origin]),
  );
}

export function finishTable(finishes: readonly Finish[]): string {
  return formatTable(
    ['family', 'finish', 'name', 'makers', 'aliases', 'codes', 'translations', 'origin'],
    finishes.map((f) => [
      ...[f.family, f.slug, f.name, f.makers.join(', '), f.aliases.join(', ')],
      ...[codeText(f.codes), translationText(f.translations), f.origin],
    ]),
    40,
  );
}

/** Everything about one family or finish, a line for each column. */
export function rowText(row: Family | Finish): string {
  const shared: [string, string][] = [
    ['name', row.name],
    ['swatch', row.swatch.join(' to ')],
    ['translations', translationText(row.translations)],
    ['origin', row.origin],
  ];
  const own: [string, string][] =
    'family' in row
      ? [
          ['finish', row.slug],
          ['family', row.family],
          ['makers', row.makers.join(', ') || 'all'],
          ['aliases', row.aliases.join(', ')],
          ['codes', codeText(row.codes)],
        ]
      : [
          ['family', row.slug],
          ['words', row.words.join(', ')],
          ['wins over', row.winsOver.join(', ')],
          ['plain', row.plain ? 'yes' : 'no'],
        ];
  return [...own, ...shared].map(([name, text]) => `${name.padEnd(13)}${text || '-'}`).join('\n');
}

export function matchText(match: FinishMatch): string {
  if ('finish' in match) return `kind         ${match.kind}\n${rowText(match.finish)}`;
  return `${match.kind}${'family' in match && match.family ? ` (${match.family})` : ''}`;
}

/** Codes as the CSV has them, such as 3TS, Epiphone:CH. */
function codeText(codes: readonly ShopCode[]): string {
  return codes.map(({ code, maker }) => (maker === null ? code : `${maker}:${code}`)).join(', ');
}

function translationText(translations: readonly Translation[]): string {
  return translations.map(({ language, name }) => `${language}:${name}`).join(', ');
}
