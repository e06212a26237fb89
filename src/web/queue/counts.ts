import { signal } from '@preact/signals';
import type { QueueCounts } from '../../review/counts.js';
import { readCounts } from '../api/suggestions.js';
import { signedOut } from '../session.js';
import { filter, toQuery } from './filter.js';

const everyMs = 8000;
/** Decisions come in quick succession: counting once after the last is enough. */
const afterDecisionMs = 400;

/** How many suggestions wait; undefined until the service has answered. */
export const counts = signal<QueueCounts | undefined>(undefined);

let timer: number | undefined;

async function refresh(): Promise<void> {
  const asked = filter.peek();
  try {
    const query = toQuery(asked);
    query.delete('order');
    const answer = await readCounts(query);
    if (asked === filter.peek()) counts.value = answer;
  } catch (error) {
    // A failed count is not worth a message: it is asked for again soon.
    signedOut(error);
  }
}

/** Counts again soon. */
export function recount(waitMs = afterDecisionMs): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(async () => {
    if (!document.hidden) await refresh();
    recount(everyMs);
  }, waitMs);
}

/** Counts repeatedly while the page is visible, until the returned function is called. */
export function watchCounts(): () => void {
  const onVisible = () => !document.hidden && recount(0);
  document.addEventListener('visibilitychange', onVisible);
  const stop = filter.subscribe(() => recount(0));
  return () => {
    stop();
    window.clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisible);
  };
}
