import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { QueueCounts, queueCountsSchema } from '../../src/review/counts.js';
import { type ReviewItem, reviewItemSchema } from '../../src/review/item.js';
import type { toReviewItem } from '../../src/review/item-row.js';
import type { ReviewOutcome, reviewOutcomeSchema } from '../../src/review/outcome.js';
import type { ListingDetail, listingDetailSchema } from '../../src/suggestion/listing-detail.js';
import { createTestService } from './service.js';

/** The definition of a zod schema, as far as the walk below needs it. */
interface Node {
  _zod: { def: Record<string, unknown> & { type: string } };
}

/** Every object schema within a schema, with the path to it. */
function* objectsIn(node: Node, path: string, seen = new Set<Node>()): Generator<[string, Node]> {
  if (seen.has(node)) return;
  seen.add(node);
  const { def } = node._zod;
  if (def.type === 'object') yield [path, node];
  const children: [string, unknown][] =
    def.type === 'object'
      ? Object.entries(def.shape as object)
      : [
          ['[]', def.element],
          ['?', def.innerType],
          ['{}', def.valueType],
          ...((def.options as unknown[]) ?? []).map((option, index): [string, unknown] => [
            `|${index}`,
            option,
          ]),
        ];
  for (const [name, child] of children) {
    if (child) yield* objectsIn(child as Node, `${path}.${name}`, seen);
  }
}

describe('the wire', () => {
  it('declares the very types that the program works with', () => {
    expectTypeOf<z.output<typeof reviewItemSchema>>().toEqualTypeOf<ReviewItem>();
    expectTypeOf<ReturnType<typeof toReviewItem>>().toEqualTypeOf<ReviewItem>();
    expectTypeOf<z.output<typeof reviewOutcomeSchema>>().toEqualTypeOf<ReviewOutcome>();
    expectTypeOf<z.output<typeof queueCountsSchema>>().toEqualTypeOf<QueueCounts>();
    expectTypeOf<z.output<typeof listingDetailSchema>>().toEqualTypeOf<ListingDetail>();
  });

  it('refuses a review item with a field that its schema does not know, at compile time and on the way out', () => {
    // @ts-expect-error A new field has to go into the schema first.
    const item: Partial<ReviewItem> = { status: 'pending', colour: 'red' };
    expect(reviewItemSchema.partial().safeParse(item).error?.issues).toMatchObject([
      { code: 'unrecognized_keys', keys: ['colour'] },
    ]);
  });

  it('drops no member of an answer unseen: every object of every answer is strict', async () => {
    const { routes } = await createTestService();
    const loose: string[] = [];
    let objects = 0;
    for (const { method, url, schema: route } of routes) {
      for (const [status, schema] of Object.entries((route?.response as object | undefined) ?? {})) {
        if (!/^2/.test(status) || !(schema as Partial<Node>)._zod) continue;
        for (const [path, node] of objectsIn(schema as Node, `${method} ${url} ${status}`)) {
          objects++;
          const { catchall } = node._zod.def as { catchall?: Node };
          if (catchall?._zod.def.type !== 'never') loose.push(path);
        }
      }
    }
    expect(objects).toBeGreaterThan(30);
    expect(loose).toEqual([]);
  });
});
