import { effect } from '@preact/signals';
import { prefetchPhoto } from '../api/photo.js';
import { weightiest } from '../item/shown-photo.js';
import { stageSize } from '../item/stage-size.js';
import { currentId, entries } from './store.js';

const ahead = 3;

/** Fetches the photos of the next suggestions in advance, until the returned function is called. */
export function prefetchAhead(): () => void {
  return effect(() => {
    const at = entries.value.findIndex(({ item }) => item.id === currentId.value);
    const next = entries.value.slice(at + 1).filter(({ state }) => state === 'open');
    for (const { item } of next.slice(0, ahead)) {
      const first = weightiest(item.photos);
      item.photos.forEach(({ position }, index) => {
        prefetchPhoto(item.id, position, index === first ? stageSize() : 160);
      });
    }
  });
}
