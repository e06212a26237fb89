import type { TaxonomyAnswer } from '../../http/taxonomy-answer.js';
import { sharePromise } from '../../shared-promise.js';
import { request } from './request.js';

export type Taxonomy = TaxonomyAnswer;

/** All families and finishes, requested once. */
export const readTaxonomy = sharePromise(() => request<Taxonomy>('/v1/taxonomy'));
