import { z } from 'zod';

/** A page of items. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next: z.int().optional().describe('`after` of the next page; absent on the last one'),
  });

/** Cuts the one row more off that was read to see whether there is another page. */
export function toPage<Row extends { id: number }>(
  rows: readonly Row[],
  limit: number,
): { items: Row[]; next: number | undefined } {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? items.at(-1)?.id : undefined };
}
