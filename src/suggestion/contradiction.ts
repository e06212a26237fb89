/** A finish and its family; null where unknown. */
export interface FinishAnswer {
  finish: string | null;
  family: string | null;
}

/**
 * Whether two answers cannot both be right: their families differ, or their finishes differ and neither is a wider name
 * of the other (as red is of fiesta-red). Nulls are not compared. The SQL function honeyburst.contradicts has the same
 * rule.
 */
export function contradicts(one: FinishAnswer, other: FinishAnswer): boolean {
  if (one.family !== null && other.family !== null && one.family !== other.family) return true;
  if (one.finish === null || other.finish === null) return false;
  const words = new Set(one.finish.split('-'));
  const otherWords = new Set(other.finish.split('-'));
  return (
    ![...words].every((word) => otherWords.has(word)) && ![...otherWords].every((word) => words.has(word))
  );
}
