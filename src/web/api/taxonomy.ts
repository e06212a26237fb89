import type { TaxonomyAnswer } from '../../http/taxonomy-answer.js';
import { request } from './request.js';

export type Taxonomy = TaxonomyAnswer;

let taxonomy: Promise<Taxonomy> | undefined;

/** All families and finishes; the service is asked once. */
export function readTaxonomy(): Promise<Taxonomy> {
  taxonomy ??= request<Taxonomy>('/v1/taxonomy').catch((error) => {
    taxonomy = undefined;
    throw error;
  });
  return taxonomy;
}
