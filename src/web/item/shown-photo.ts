import { computed, signal } from '@preact/signals';
import { current, currentId } from '../queue/store.js';

const chosen = signal<{ id: number | undefined; index: number }>({ id: undefined, index: 0 });

export const isZoomed = signal(false);

/** Index of the large photo: the one with the most weight until the reviewer chooses another. */
export const shownIndex = computed(() => {
  const { id, index } = chosen.value;
  if (id === currentId.value) return index;
  return weightiest(current.value?.item.photos ?? []);
});

export function showPhoto(index: number): void {
  chosen.value = { id: currentId.peek(), index };
}

export function showPhotoBy(step: -1 | 1): void {
  const count = current.peek()?.item.photos.length ?? 0;
  if (count > 0) showPhoto((shownIndex.peek() + step + count) % count);
}

export function toggleZoom(): void {
  isZoomed.value = !isZoomed.value;
}

/** Index of the photo with the most weight; 0 if none has any. */
export function weightiest(
  photos: readonly { seen: { weight: number } | { error: unknown } | null }[],
): number {
  const weights = photos.map(({ seen }) => (seen && 'weight' in seen ? seen.weight : 0));
  return Math.max(0, weights.indexOf(Math.max(0, ...weights)));
}
