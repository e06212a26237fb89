import type { Answer, Item } from '../api/suggestions.js';

/** A suggestion in the page's queue. */
export interface Entry {
  item: Item;
  /** `saving`: shown as decided or undone before the service confirms. `taken`: somebody else decided first. */
  state: 'open' | 'saving' | 'decided' | 'taken';
  /** What happened to it, as text. */
  result?: string | undefined;
}

/** Whether it can be accepted: it is open, has a suggestion, and the suggestion is shown. */
export function isAcceptable({ item, state }: Entry): boolean {
  return state === 'open' && !item.blind && item.suggested !== null;
}

/** A pending item becomes an open entry; any other is decided already. */
export function toEntry(item: Item): Entry {
  return { item, state: item.status === 'pending' ? 'open' : 'decided' };
}

/** The first open entry after `id`, else the first open one before it. */
export function nextOpen(entries: readonly Entry[], id: number | undefined): Entry | undefined {
  const at = entries.findIndex(({ item }) => item.id === id);
  const isOpen = ({ state }: Entry) => state === 'open';
  return entries.slice(at + 1).find(isOpen) ?? entries.slice(0, Math.max(at, 0)).find(isOpen);
}

/** Whether an answer is the suggestion itself. */
export function isSuggested({ suggested }: Item, answer: Answer): boolean {
  return suggested?.family.label === answer.family.label && suggested.finish?.label === answer.finish?.label;
}
