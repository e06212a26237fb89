/** A finish with its family; null where it is not known. */
export interface FinishAnswer {
  finish: string | null;
  family: string | null;
}

/**
 * Whether two answers cannot both be right: two families, or two finishes of which neither is a wider name of the
 * other (red, fiesta-red). What is null is not compared. The same rule as the SQL function honeyburst.contradicts.
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
