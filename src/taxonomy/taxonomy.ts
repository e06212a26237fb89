import type { Family } from './family.js';

/** A finish as makers name it: the second tier of the hierarchy. */
export interface Finish {
  slug: string;
  name: string;
  family: Family;
  /** Empty where the name is common to all makers. */
  makers: readonly string[];
  /** Other spellings and shop codes. */
  aliases: readonly string[];
  /** A typical colour as #rrggbb, for display only. */
  swatch: string;
  origin: 'built-in' | 'extension';
}

/** How a seller's words for the finish relate to the taxonomy. */
export type FinishMatch =
  | { kind: 'missing' }
  | { kind: 'unrecognised' }
  /** Only a colour word was given: `family` is what it says, if that is clear. */
  | { kind: 'vague'; family: Family | undefined }
  | { kind: 'exact' | 'alias' | 'fuzzy'; finish: Finish };

/** A finish that a longer text names. */
export interface FinishMention {
  finish: Finish;
  /** The words as they stand in the text. */
  phrase: string;
  /** Where they start in the text, in UTF-16 units. */
  start: number;
}

export interface Taxonomy {
  /** Version in Postgres; undefined for the built-in list outside a database. */
  readonly version: number | undefined;
  readonly finishes: ReadonlyMap<string, Finish>;
  /** What the seller's finish field means; `make` decides between makers that share a code. */
  match(text: string | null | undefined, make?: string | null): FinishMatch;
  /**
   * The one finish that a title or description names; undefined when none or several different ones are
   * named. Stricter than `match`: shop codes and lone colour words do not count.
   */
  mention(text: string | null | undefined, make?: string | null): FinishMention | undefined;
}
