import type { Overview } from '../../analytics/overview.js';
import { request } from './request.js';

export type { Overview };

export const readOverview = (signal?: AbortSignal) => request<Overview>('/v1/overview', { signal });

/** Puts listings that failed with this code back on the ledger. */
export const retryFailures = (code: string) =>
  request<{ reopened: number }>('/v1/enrichments/retry', { method: 'POST', body: { code } });
