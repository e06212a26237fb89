import { createRandom } from '../../random.js';

/**
 * Cuts photos into folds (row numbers) and spreads the photos of each tag as evenly as possible, so that a head that is
 * fitted without one fold still learns every tag. Iterative stratification, the rarest tag first (Sechidis et al.,
 * https://doi.org/10.1007/978-3-642-23808-6_10).
 */
export function toTagFolds(
  images: readonly { tags: readonly number[] }[],
  { tags, folds: count, seed }: { tags: number; folds: number; seed: number },
): number[][] {
  const folds = Array.from({ length: count }, () => ({ rows: [] as number[], ofTag: new Int32Array(tags) }));
  const left = new Set(createRandom(`folds/${seed}`).shuffle([...images.keys()]));
  const tagsOf = (row: number) => images[row]?.tags ?? [];
  while (left.size > 0) {
    const counts = new Int32Array(tags);
    for (const row of left) for (const tag of tagsOf(row)) counts[tag]!++;
    const present = [...counts.keys()].filter((tag) => counts[tag]! > 0);
    const rarest = present.reduce((best, tag) => (counts[tag]! < counts[best]! ? tag : best), present[0]!);
    for (const row of left) {
      if (!tagsOf(row).includes(rarest)) continue;
      left.delete(row);
      // The fold with the fewest photos of this tag; then of the photo's other tags; then of all.
      const keys = folds.map((fold) => [
        fold.ofTag[rarest]!,
        tagsOf(row).reduce((sum, tag) => sum + fold.ofTag[tag]!, 0),
        fold.rows.length,
      ]);
      const best = keys.reduce((one, key, fold) => (isLess(key, keys[one]!) ? fold : one), 0);
      folds[best]!.rows.push(row);
      for (const tag of tagsOf(row)) folds[best]!.ofTag[tag]!++;
    }
  }
  return folds.map(({ rows }) => rows.sort((a, b) => a - b));
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const place = a.findIndex((value, i) => value !== b[i]);
  return place >= 0 && a[place]! < b[place]!;
}
