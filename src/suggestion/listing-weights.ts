/** How much each clue to a listing's finish counts. */
export interface ListingWeights {
  /** Exponent of the shares where they rest on what makers offer. */
  maker: number;
  /** Exponent of the shares where they rest on counted listings. */
  catalogue: number;
  /** How often the family that words name is right: the reader's precision times the sellers' honesty. */
  familyRight: number;
  /** How often, where the family is right, the finish is that words name. */
  finishRight: number;
  /** Words with a wrong finish name one of about so many of its family. */
  wrongNames: number;
  /** Of the finishes of a family that were not taught: the part that no list has. */
  unlisted: number;
  /** Beside words, no family is less probable by the photos, so that words can contradict them. */
  leastProbability: number;
}

/** Chosen on photos of sources that the heads had not seen; see docs/decisions/26-one-answer.md. */
export const defaultWeights: ListingWeights = {
  maker: 0.3,
  catalogue: 0.4,
  familyRight: 0.99,
  finishRight: 0.98,
  wrongNames: 8,
  unlisted: 0.5,
  leastProbability: 0.002,
};
