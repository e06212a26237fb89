/** Seeded random numbers: the same seed gives the same sequence on every machine. Not for secrets. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, n); n must be a positive integer. */
  integer(n: number): number;
  /** Uniform in [from, to). */
  between(from: number, to: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** Standard normal: mean 0, variance 1. */
  normal(): number;
  /** One element, each equally likely. Throws a RangeError on an empty list. */
  pick<T>(items: readonly T[]): T;
  /** One of the items, with a probability proportional to its weight. Throws a RangeError on an empty list. */
  pickWeighted<T>(items: readonly (readonly [item: T, weight: number])[]): T;
  /** A shuffled copy (Fisher-Yates); the argument stays as it is. */
  shuffle<T>(items: readonly T[]): T[];
}

/**
 * A generator for this seed. Number seeds count as 32-bit integers; strings let a caller derive
 * independent streams by name, such as `${seed}/photo/17`.
 */
export function createRandom(seed: number | string): Random {
  const next = sfc32(seed);
  const integer = (n: number) => Math.floor(next() * n);
  return {
    next,
    integer,
    between: (from, to) => from + next() * (to - from),
    chance: (probability) => next() < probability,
    // Box-Muller; 1 - next() keeps the logarithm's argument above 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (items) => {
      const item = items[integer(items.length)];
      if (item === undefined && items.length === 0) throw new RangeError('pick: the list is empty');
      return item as (typeof items)[number];
    },
    pickWeighted: (items) => {
      let rest = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of items) {
        rest -= weight;
        if (rest < 0) return item;
      }
      // Rounding may leave a tiny rest of the sum.
      const last = items.at(-1);
      if (!last) throw new RangeError('pickWeighted: the list is empty');
      return last[0];
    },
    shuffle: (items) => {
      const shuffled = [...items];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        const moved = shuffled[i] as (typeof items)[number];
        shuffled[i] = shuffled[j] as (typeof items)[number];
        shuffled[j] = moved;
      }
      return shuffled;
    },
  };
}

/** sfc32 by Chris Doty-Humphrey (PractRand), its state filled by FNV-1a and the splitmix32 finaliser. */
function sfc32(seed: number | string): () => number {
  let hash = 0x811c9dc5;
  for (const character of typeof seed === 'number' ? String(seed | 0) : seed) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  }
  const mixed = () => {
    hash = (hash + 0x9e3779b9) | 0;
    let word = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return word ^ (word >>> 16);
  };
  let a = mixed();
  let b = mixed();
  let c = mixed();
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4294967296;
  };
  // The author's own seeding discards the first rounds, in which the words are not yet mixed.
  for (let round = 0; round < 12; round++) next();
  return next;
}
