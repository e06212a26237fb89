import { computed, signal } from '@preact/signals';

const read = () => ({ search: window.location.search, hash: window.location.hash });
const address = signal(read());
window.addEventListener('popstate', () => {
  address.value = read();
});
window.addEventListener('hashchange', () => {
  address.value = read();
});

export const view = computed<'queue' | 'overview'>(() =>
  address.value.hash.startsWith('#/overview') ? 'overview' : 'queue',
);

/** The part of the address after the question mark. */
export const search = computed(() => address.value.search);

/** Puts the filters into the address; the browser's back button restores the previous ones. */
export function setSearch(query: URLSearchParams): void {
  const text = query.toString();
  window.history.pushState(
    null,
    '',
    `${window.location.pathname}${text && `?${text}`}${window.location.hash}`,
  );
  address.value = read();
}
