import type { Finish } from './taxonomy.js';

/** Words of a text that name a finish or a colour. */
export interface Span {
  /** Tokens from `start` to before `end`. */
  start: number;
  end: number;
  /** Undefined if they say no more than a family. */
  finish: Finish | undefined;
  /** Undefined if they contradict each other. */
  family: string | undefined;
  /** `phrase`: a name of several words; `word`: of one; `code`: a shop code; `colour`: a word for a family. */
  kind: 'phrase' | 'word' | 'code' | 'colour';
  /** Whether in its language the colour follows what has it. */
  follows: boolean;
}
