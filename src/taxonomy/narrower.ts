import type { Finish } from './taxonomy.js';

/**
 * The most specific of the finishes, if all others are wider names of it, as Cherry Sunburst is of Heritage Cherry
 * Sunburst; otherwise undefined. The SQL function honeyburst.contradicts has the same notion of wider.
 */
export function narrowest(finishes: readonly Finish[]): Finish | undefined {
  return finishes.find((finish) => finishes.every((other) => isNarrower(finish, other)));
}

function isNarrower(finish: Finish, other: Finish): boolean {
  if (finish.family !== other.family) return false;
  const words = finish.slug.split('-');
  return other.slug.split('-').every((word) => words.includes(word));
}
