import type { QueueCounts } from '../../review/counts.js';
import type { Answer, ReviewItem } from '../../review/item.js';
import type { ReviewOutcome } from '../../review/outcome.js';
import type { Json } from './json.js';
import { request } from './request.js';

export type Item = Json<ReviewItem>;
export type { Answer };
export type Outcome = Json<ReviewOutcome>;

/** A reviewer's decision on one suggestion. */
export type Choice =
  | { decision: 'accepted' | 'rejected' }
  | { decision: 'edited'; finish: string }
  | { decision: 'edited'; family: string };

interface Revised {
  id: number;
  revision: number;
}

/** `query` holds the filters under the same names as the page's address. */
export const readQueue = (query: URLSearchParams, signal?: AbortSignal) =>
  request<{ items: Item[]; next?: string | null }>(`/v1/suggestions?${query}`, { signal });

export const readCounts = (query: URLSearchParams) => request<QueueCounts>(`/v1/suggestions/counts?${query}`);

export const readItem = (id: number) => request<Item>(`/v1/suggestions/${id}`);

/** Throws a Problem of status 409 if somebody else decided first. */
export const reviewItem = ({ id, revision }: Revised, choice: Choice) =>
  request<Revised>(`/v1/suggestions/${id}/review`, { method: 'POST', body: { revision, ...choice } });

export const undoReview = ({ id, revision }: Revised) =>
  request<Revised>(`/v1/suggestions/${id}/undo`, { method: 'POST', body: { revision } });

/** Accepts many suggestions at once; each gets its own outcome. */
export const acceptItems = (items: readonly Revised[]) =>
  request<{ outcomes: Outcome[] }>('/v1/suggestions/review', {
    method: 'POST',
    body: { items: items.map(({ id, revision }) => ({ id, revision })), decision: 'accepted' },
  });
