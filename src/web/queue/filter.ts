import { computed } from '@preact/signals';
import type { QueueOrder } from '../../review/queue-filter.js';
import { search, setSearch } from '../address.js';

export const filterNames = [
  'status',
  'family',
  'finish',
  'minConfidence',
  'maxConfidence',
  'make',
  'reason',
  'model',
  'level',
  'minAgeDays',
  'maxAgeDays',
  'order',
] as const;
export type FilterName = (typeof filterNames)[number];
export type Filter = Partial<Record<FilterName, string>>;

export const orderWords: Record<QueueOrder, string> = {
  doubtful: 'Least certain first',
  surest: 'Most certain first',
  newest: 'Newest first',
  suspicious: 'Most suspicious first',
};

const numeric: ReadonlySet<FilterName> = new Set([
  'minConfidence',
  'maxConfidence',
  'minAgeDays',
  'maxAgeDays',
]);

/** The filters in the page's address; a number that is none is no filter. */
export const filter = computed<Filter>(() => {
  const query = new URLSearchParams(search.value);
  return Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = query.get(name)?.trim();
      return value && !(numeric.has(name) && Number.isNaN(Number(value))) ? [[name, value]] : [];
    }),
  );
});

/** Changes filters; empty text removes one. */
export function setFilter(changes: Filter): void {
  setSearch(toQuery({ ...filter.peek(), ...changes }));
}

export function clearFilter(): void {
  const { order } = filter.peek();
  setSearch(toQuery(order ? { order } : {}));
}

export function toQuery(values: Filter): URLSearchParams {
  return new URLSearchParams(
    filterNames.flatMap((name) => {
      const value = values[name]?.trim();
      return value ? [[name, value] as [string, string]] : [];
    }),
  );
}
