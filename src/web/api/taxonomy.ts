import type { Family, Finish } from '../../taxonomy/taxonomy.js';
import { request } from './request.js';

export interface Taxonomy {
  /** In the order that people see them in. */
  families: readonly Pick<Family, 'slug' | 'name' | 'swatch' | 'words' | 'translations'>[];
  finishes: readonly Omit<Finish, 'origin'>[];
}

let taxonomy: Promise<Taxonomy> | undefined;

/** All families and finishes, requested once. */
export function readTaxonomy(): Promise<Taxonomy> {
  taxonomy ??= request<Taxonomy>('/v1/taxonomy').catch((error) => {
    taxonomy = undefined;
    throw error;
  });
  return taxonomy;
}
