import type { Answer, Item } from '../api/suggestions.js';

/** A suggestion in the page's queue. */
export interface Entry {
  item: Item;
  /** `saving`: shown as decided (or taken back) before the service has said so. `taken`: by somebody else. */
  state: 'open' | 'saving' | 'decided' | 'taken';
  /** What became of it, in words. */
  result?: string | undefined;
}

/** Whether it can be accepted: something is suggested, and it may be seen. */
export function isAcceptable({ item, state }: Entry): boolean {
  return state === 'open' && !item.blind && item.suggested !== null;
}

/** An item that is pending is open; what was decided before stays as it is. */
export function toEntry(item: Item): Entry {
  return { item, state: item.status === 'pending' ? 'open' : 'decided' };
}

/** The first open entry after `id`, else the first open one of all but `id`. */
export function nextOpen(entries: readonly Entry[], id: number | undefined): Entry | undefined {
  const at = entries.findIndex(({ item }) => item.id === id);
  const isOpen = ({ state }: Entry) => state === 'open';
  return entries.slice(at + 1).find(isOpen) ?? entries.slice(0, Math.max(at, 0)).find(isOpen);
}

/** Whether an answer is the one that is suggested. */
export function isSuggested({ suggested }: Item, answer: Answer): boolean {
  return suggested?.family.label === answer.family.label && suggested.finish?.label === answer.finish?.label;
}
