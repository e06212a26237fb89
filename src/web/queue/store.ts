import { computed, signal } from '@preact/signals';
import { explain } from '../api/problem.js';
import { type Item, readQueue } from '../api/suggestions.js';
import { tell } from '../notice.js';
import { signedOut } from '../session.js';
import { type Entry, nextOpen, toEntry } from './entry.js';
import { filter, toQuery } from './filter.js';

const pageSize = 20;
/** With fewer open ones ahead, the next page is fetched. */
const fewAhead = 10;

/** The queue as far as it is loaded, in its order; decided ones stay until it is loaded anew. */
export const entries = signal<readonly Entry[]>([]);
export const currentId = signal<number | undefined>(undefined);
export const selected = signal<ReadonlySet<number>>(new Set());
/** `failed`: nothing could be loaded; `end`: there is nothing more. */
export const loading = signal<'loading' | 'more' | 'end' | 'failed'>('loading');

export const current = computed(() => entries.value.find(({ item }) => item.id === currentId.value));

let cursor: string | undefined;
let running = new AbortController();

/** Loads the queue anew, as the filters of the address have it. */
export async function loadQueue(): Promise<void> {
  running.abort();
  running = new AbortController();
  cursor = undefined;
  entries.value = [];
  selected.value = new Set();
  currentId.value = undefined;
  loading.value = 'more';
  await loadMore();
}

/** Loads the next page, unless one is on its way or there is none. */
export async function loadMore(): Promise<void> {
  if (loading.value !== 'more' && loading.value !== 'failed') return;
  const { signal } = running;
  loading.value = 'loading';
  const query = toQuery(filter.peek());
  query.set('limit', String(pageSize));
  if (cursor) query.set('after', cursor);
  try {
    const { items, next } = await readQueue(query, signal);
    cursor = next ?? undefined;
    const known = new Set(entries.value.map(({ item }) => item.id));
    entries.value = [...entries.value, ...items.filter(({ id }) => !known.has(id)).map(toEntry)];
    loading.value = cursor ? 'more' : 'end';
    if (!current.value) goTo((nextOpen(entries.value, undefined) ?? entries.value[0])?.item.id);
  } catch (error) {
    if (signal.aborted) return;
    loading.value = 'failed';
    if (!signedOut(error)) tell('problem', explain(error));
  }
}

/** Shows a suggestion, and sees to it that there are more to come. */
export function goTo(id: number | undefined): void {
  currentId.value = id;
  const at = entries.value.findIndex(({ item }) => item.id === id);
  const ahead = entries.value.slice(at + 1).filter(({ state }) => state === 'open').length;
  if (ahead < fewAhead) void loadMore();
}

/** Shows the one before (-1) or after (1), decided or not. */
export function goBy(step: -1 | 1): void {
  const at = entries.value.findIndex(({ item }) => item.id === currentId.value);
  const next = entries.value[at + step];
  if (next) goTo(next.item.id);
}

/** Shows the next that is open; the last one stays where none is. */
export function advance(): void {
  const next = nextOpen(entries.value, currentId.value);
  if (next) goTo(next.item.id);
  else void loadMore();
}

export function changeEntry(
  id: number,
  change: Partial<Omit<Entry, 'item'>> & { item?: Partial<Item> },
): void {
  entries.value = entries.value.map((entry) =>
    entry.item.id === id ? { ...entry, ...change, item: { ...entry.item, ...change.item } } : entry,
  );
}

export function toggleSelected(id: number): void {
  const next = new Set(selected.value);
  if (!next.delete(id)) next.add(id);
  selected.value = next;
}
