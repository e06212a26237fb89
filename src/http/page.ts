/** The page of rows that were read with one more, and the id to go on after. */
export function toPage<Row extends { id: number }>(
  rows: readonly Row[],
  limit: number,
): { items: Row[]; next: number | undefined } {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? items.at(-1)?.id : undefined };
}
