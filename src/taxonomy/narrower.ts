import type { Finish } from './taxonomy.js';

/**
 * The one finish of which all others are wider names, as Cherry Sunburst is of Heritage Cherry Sunburst; undefined
 * where two cannot both be meant. The same sense of wider as the SQL function honeyburst.contradicts.
 */
export function narrowest(finishes: readonly Finish[]): Finish | undefined {
  return finishes.find((finish) => finishes.every((other) => isNarrower(finish, other)));
}

function isNarrower(finish: Finish, other: Finish): boolean {
  if (finish.family !== other.family) return false;
  const words = finish.slug.split('-');
  return other.slug.split('-').every((word) => words.includes(word));
}
