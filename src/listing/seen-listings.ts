import { createHash } from 'node:crypto';
import type { Listing } from './listing.js';

/** Slots of the table at the start; it doubles when it is 70 % full. */
const firstSlots = 4096;

/**
 * Remembers which listings a file held, in 16 bytes a listing (a hash of the id, one of the content, the number of the
 * row), so that the memory of a large import stays small.
 */
export function createSeenListings() {
  let ids = new BigUint64Array(firstSlots);
  let contents = new Uint32Array(firstSlots);
  let rows = new Uint32Array(firstSlots);
  let count = 0;

  const slotOf = (table: BigUint64Array, id: bigint) => {
    const mask = table.length - 1;
    let slot = Number(id & BigInt(mask));
    while (table[slot] !== 0n && table[slot] !== id) slot = (slot + 1) & mask;
    return slot;
  };
  const grow = () => {
    const [oldIds, oldContents, oldRows] = [ids, contents, rows];
    ids = new BigUint64Array(oldIds.length * 2);
    contents = new Uint32Array(ids.length);
    rows = new Uint32Array(ids.length);
    oldIds.forEach((id, from) => {
      if (id === 0n) return;
      const slot = slotOf(ids, id);
      ids[slot] = id;
      contents[slot] = oldContents[from]!;
      rows[slot] = oldRows[from]!;
    });
  };

  return {
    /**
     * Notes the listing of row `row`, counted from 1. Returns the row of an earlier listing that has the same id and
     * says something else of `identity`; undefined if there is none.
     */
    note(listing: Listing, identity: readonly unknown[], row: number): number | undefined {
      const digest = createHash('sha1').update(listing.externalId).digest();
      const id = digest.readBigUInt64LE() || 1n;
      const content = createHash('sha1').update(JSON.stringify(identity)).digest().readUInt32LE();
      const slot = slotOf(ids, id);
      if (ids[slot] === id) return contents[slot] === content ? undefined : rows[slot];
      ids[slot] = id;
      contents[slot] = content;
      rows[slot] = row;
      if (++count > 0.7 * ids.length) grow();
      return undefined;
    },
  };
}
