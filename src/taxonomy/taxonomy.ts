import { z } from 'zod';

/** Where a row comes from: the program's own list, or a file that a user imported. */
export type Origin = 'built-in' | 'extension';

export const swatchSchema = z
  .array(z.string())
  .readonly()
  .describe('One to three colours as #rrggbb, from the centre to the edge, for display only');
export type Swatch = z.infer<typeof swatchSchema>;

const translationsSchema = z
  .array(z.strictObject({ language: z.string().describe('Such as de or zh'), name: z.string() }))
  .readonly();
export type Translation = z.infer<typeof translationsSchema>[number];

const shopCodeSchema = z.strictObject({
  code: z.string().describe('What stands for the finish in a shop, such as 3TS'),
  maker: z.string().nullable().describe('Null if several makers use the code in the same sense'),
});
export type ShopCode = z.infer<typeof shopCodeSchema>;

/** A group of finishes, such as red: the coarse level of the taxonomy. */
export const familySchema = z.strictObject({
  slug: z.string(),
  name: z.string(),
  swatch: swatchSchema,
  words: z.array(z.string()).readonly().describe('English words that say this family and nothing closer'),
  translations: translationsSchema.describe('The same in other languages'),
});
export interface Family extends z.infer<typeof familySchema> {
  /** Families that it wins over where a text names both: a blue burst is blue. */
  winsOver: readonly string[];
  /** Whether one of its words alone is the whole name of a built-in finish, as Black is and Blue is not. */
  plain: boolean;
  origin: Origin;
}

/** A finish as makers name it, such as Fiesta Red: the fine level of the taxonomy. */
export const finishSchema = z.strictObject({
  slug: z.string(),
  name: z.string(),
  family: z.string().describe('Slug of its family'),
  makers: z.array(z.string()).readonly().describe('Empty if the name is common to all makers'),
  aliases: z.array(z.string()).readonly().describe('Other spellings in English'),
  codes: z.array(shopCodeSchema).readonly(),
  translations: translationsSchema.describe('Names in other languages'),
  swatch: swatchSchema,
});
export interface Finish extends z.infer<typeof finishSchema> {
  origin: Origin;
}

/** How a seller's words for the finish relate to the taxonomy. */
export type FinishMatch =
  | { kind: 'missing' }
  /** A name that the taxonomy lacks; `family` is the slug of what its colour words say, if that is clear. */
  | { kind: 'unrecognised'; family?: string | undefined }
  /** Only a colour word was given; `family` is the slug of what it says, if that is clear. */
  | { kind: 'vague'; family: string | undefined }
  | { kind: 'exact' | 'alias' | 'fuzzy'; finish: Finish };

/** Which text of a listing is read: a title also has shop codes, and every word of it is about the guitar. */
export type TextKind = 'title' | 'description';

/** A finish, or only a family, that a text names. */
export interface FinishMention {
  /** Undefined if the text says no more than a family. */
  finish: Finish | undefined;
  /** Slug of the family. */
  family: string;
  /** The words as the text has them. */
  phrase: string;
  /** Where they start in the text, in UTF-16 units. */
  start: number;
}

/** The families and finishes of one version. */
export interface TaxonomyRows {
  /** In the order that people see them in. */
  families: readonly Family[];
  finishes: readonly Finish[];
}

export interface Taxonomy {
  /** Version in Postgres; undefined for the built-in taxonomy outside a database. */
  readonly version: number | undefined;
  /** By slug, in the order that people see them in. */
  readonly families: ReadonlyMap<string, Family>;
  /** By slug. */
  readonly finishes: ReadonlyMap<string, Finish>;
  /** The slugs of the finishes of each family. */
  readonly finishesByFamily: ReadonlyMap<string, readonly string[]>;
  /**
   * Whether a guitar of the maker that make or title name may have a finish of that name: a finish with makers is theirs
   * alone, also where no maker is named. True of a finish that the taxonomy does not have.
   */
  offers(finish: string, listing: { make: string | null; title: string | null }): boolean;
  /** What the seller's finish field means; `make` decides between makers that share a code. */
  match(text: string | null | undefined, make?: string | null): FinishMatch;
  /**
   * The one finish or family that a title or a description names for the guitar as it is now; undefined if it names
   * none or several different ones. What is said of parts, of other guitars, of earlier finishes and of choices does
   * not count. In a description, single words and codes count only where they are said of the guitar.
   */
  mention(text: string | null | undefined, make?: string | null, kind?: TextKind): FinishMention | undefined;
}
