import { z } from 'zod';
import type { ShopCode, Translation } from './taxonomy.js';
import { nameKey } from './token.js';

const longest = 80;
const tooLong = `use at most ${longest} characters`;

/** Parts of a field that are separated by `|`. */
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split('|')
      .map((part) => part.trim())
      .filter(Boolean),
  );

const isName = (text: string) => text.length <= longest && nameKey(text) !== '';
const ownedPattern = /^([^:]+):\s*(.+)$/;

/** A part that may have its owner before a colon: `Epiphone:CH`, `de:Schwarz`. */
function splitOwner(part: string): { owner: string | null; text: string } {
  const [, owner, text] = ownedPattern.exec(part) ?? [];
  return text === undefined ? { owner: null, text: part } : { owner: owner!.trim(), text };
}

/** The fields that families and finishes have in common, and the shapes of their lists. */
export const fields = {
  slug: z
    .string()
    .regex(
      /^[a-z0-9]+(-[a-z0-9]+)*$/,
      'use lower-case letters, digits and single hyphens, such as fiesta-red',
    )
    .max(longest, tooLong),
  name: z
    .string()
    .min(1, 'write the name to show, such as Fiesta Red')
    .max(longest, tooLong)
    .refine((name) => nameKey(name) !== '', 'use letters or digits'),
  swatch: z
    .string()
    .regex(
      /^#[0-9a-f]{6}(\|#[0-9a-f]{6}){0,2}$/i,
      'write a colour as #rrggbb, such as #cd4237, or two or three from centre to edge with | between',
    )
    .transform((swatch) => swatch.toLowerCase().split('|')),
  list,
  names: list.refine(
    (names) => names.every(isName),
    'write each as 1 to 80 characters, letters or digits among them',
  ),
  codes: list
    .transform((parts): ShopCode[] =>
      parts.map(splitOwner).map(({ owner, text }) => ({ code: text, maker: owner })),
    )
    .refine(
      (codes) => codes.every(({ code, maker }) => isName(code) && (maker === null || isName(maker))),
      'write a code such as 3TS, or with the maker whose code it is, such as Epiphone:CH',
    ),
  translations: list
    .transform((parts): Translation[] =>
      parts.map(splitOwner).map(({ owner, text }) => ({ language: owner ?? '', name: text })),
    )
    .refine(
      (names) =>
        names.every(({ language, name }) => /^[a-z]{2,3}(-[a-z]+)?$/i.test(language) && isName(name)),
      'write each name after its language code, such as de:Schwarz',
    ),
};
