/** Where a row comes from: the program's own list, or a file that a user imported. */
export type Origin = 'built-in' | 'extension';

/** One to three colours as #rrggbb, from the centre to the edge; several make a gradient. For display only. */
export type Swatch = readonly string[];

/** A name in another language. */
export interface Translation {
  /** Language code, such as de or zh. */
  language: string;
  name: string;
}

/** A code that stands for a finish in a shop, such as 3TS. */
export interface ShopCode {
  code: string;
  /** Whose code it is; null where several makers use it in the same sense. */
  maker: string | null;
}

/** A group of finishes, such as red: the coarse level of the taxonomy. */
export interface Family {
  slug: string;
  name: string;
  swatch: Swatch;
  /** English words that say this family and nothing closer. */
  words: readonly string[];
  /** The same in other languages. */
  translations: readonly Translation[];
  /** Families that it wins over where a text names both: a blue burst is blue. */
  winsOver: readonly string[];
  /** Whether one of its words alone is the whole name of a built-in finish, as Black is and Blue is not. */
  plain: boolean;
  origin: Origin;
}

/** A finish as makers name it, such as Fiesta Red: the fine level of the taxonomy. */
export interface Finish {
  slug: string;
  name: string;
  /** Slug of its family. */
  family: string;
  /** Empty where the name is common to all makers. */
  makers: readonly string[];
  /** Other spellings in English. */
  aliases: readonly string[];
  codes: readonly ShopCode[];
  /** Names in other languages. */
  translations: readonly Translation[];
  swatch: Swatch;
  origin: Origin;
}

/** How a seller's words for the finish relate to the taxonomy. */
export type FinishMatch =
  | { kind: 'missing' }
  | { kind: 'unrecognised' }
  /** Only a colour word was given; `family` is the slug of what it says, if that is clear. */
  | { kind: 'vague'; family: string | undefined }
  | { kind: 'exact' | 'alias' | 'fuzzy'; finish: Finish };

/** A finish that a longer text names. */
export interface FinishMention {
  finish: Finish;
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
  /** What the seller's finish field means; `make` decides between makers that share a code. */
  match(text: string | null | undefined, make?: string | null): FinishMatch;
  /**
   * The one finish that a title or description names; undefined if it names none or several different ones. Stricter
   * than `match`: shop codes and single colour words do not count.
   */
  mention(text: string | null | undefined, make?: string | null): FinishMention | undefined;
}
