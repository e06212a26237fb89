import { computed, signal } from '@preact/signals';
import { explain } from '../api/problem.js';
import { type Item, readQueue } from '../api/suggestions.js';
import { tell } from '../notice.js';
import { signedOut } from '../session.js';
import { type Entry, nextOpen, toEntry } from './entry.js';
import { filter, toQuery } from './filter.js';

const pageSize = 20;
/** The next page is fetched when fewer open suggestions than this are ahead. */
const fewAhead = 10;

/** The loaded part of the queue, in order; decided suggestions stay until the queue is reloaded. */
export const entries = signal<readonly Entry[]>([]);
export const currentId = signal<number | undefined>(undefined);
export const selected = signal<ReadonlySet<number>>(new Set());
/** `failed`: loading failed; `end`: everything is loaded. */
export const loading = signal<'loading' | 'more' | 'end' | 'failed'>('loading');

export const current = computed(() => entries.value.find(({ item }) => item.id === currentId.value));

let cursor: string | undefined;
let running = new AbortController();

/** Reloads the queue with the filters in the address. */
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

/** Loads the next page, unless it is being loaded already or there is none. */
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

/** Shows a suggestion, and loads more if few open ones are ahead. */
export function goTo(id: number | undefined): void {
  currentId.value = id;
  const at = entries.value.findIndex(({ item }) => item.id === id);
  const ahead = entries.value.slice(at + 1).filter(({ state }) => state === 'open').length;
  if (ahead < fewAhead) void loadMore();
}

/** Shows the previous (-1) or next (1) suggestion, decided or not. */
export function goBy(step: -1 | 1): void {
  const at = entries.value.findIndex(({ item }) => item.id === currentId.value);
  const next = entries.value[at + step];
  if (next) goTo(next.item.id);
}

/** Shows the next open suggestion; stays at the current one if there is none. */
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
