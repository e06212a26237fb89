import { createRandom } from '../../random.js';
import { mainSource } from '../dataset/main-source.js';

/** The photos are cut into so many parts. Each head is fitted without one of them. */
export const foldCount = 4;

/** What decides where a photo may be: photos of one guitar stay together, and so do photos of one source. */
export interface Placed {
  group: string;
  source?: string | undefined;
}

/**
 * The rows of each fold. Photos of the main source, which is the one with the most guitars, are spread by group, so that no
 * guitar is both learnt from and judged. Every other source lies in one fold as a whole, so that its photos are judged by a
 * head that knows nothing of where they come from.
 */
export function sourceFolds(photos: readonly Placed[], seed: number): number[][] {
  const main = mainSource(photos);
  const random = createRandom(`folds/${seed}`);
  const [groups, others] = [new Set<string>(), new Map<string, number>()];
  for (const { group, source = '' } of photos) {
    if (source === main) groups.add(group);
    else others.set(source, (others.get(source) ?? 0) + 1);
  }
  const foldOfGroup = new Map(random.shuffle([...groups]).map((group, index) => [group, index % foldCount]));
  // The largest first, each to the fold that has the fewest photos of other sources so far.
  const sizes = new Array<number>(foldCount).fill(0);
  const foldOfSource = new Map<string, number>();
  for (const [source, size] of [...others].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))) {
    const fold = sizes.indexOf(Math.min(...sizes));
    foldOfSource.set(source, fold);
    sizes[fold] = sizes[fold]! + size;
  }
  const foldOf = ({ group, source = '' }: Placed) =>
    source === main ? foldOfGroup.get(group) : foldOfSource.get(source);
  return Array.from({ length: foldCount }, (_, fold) =>
    photos.flatMap((photo, row) => (foldOf(photo) === fold ? [row] : [])),
  );
}
