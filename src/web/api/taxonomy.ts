import type { ReadingAnswer, TaxonomyAnswer } from '../../http/taxonomy-answer.js';
import { sharePromise } from '../../shared-promise.js';
import { request } from './request.js';

export type Taxonomy = TaxonomyAnswer;

/** What typed words mean, by the same reading as sellers' words. */
export const readWords = (text: string) =>
  request<ReadingAnswer>(`/v1/taxonomy/match?${new URLSearchParams({ text })}`);

/** All families and finishes, requested once. */
export const readTaxonomy = sharePromise(() => request<Taxonomy>('/v1/taxonomy'));
