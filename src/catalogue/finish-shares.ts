/** How often guitars of one kind have each finish, as far as the catalogue knows. */
export interface FinishShares {
  /** Smoothed share of the finish among guitars like this one, above 0; over all finishes they sum to at most 1. */
  share(finish: string): number;
  /** Its smoothed share among all guitars. */
  base(finish: string): number;
  /** How many listings the narrowest level that has any holds. 0: the shares rest on what makers offer. */
  listings: number;
  /** What a person calls that level, such as "Gibson Explorer". Undefined: neither maker nor model line is known. */
  of: string | undefined;
  /** Whether that level is a model line, or no more than a maker. */
  level: 'line' | 'maker';
  /** How many listings of that level have the finish. */
  count(finish: string): number;
}
