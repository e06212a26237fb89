import { sharePromise } from '../../shared-promise.js';
import type { Family } from '../../taxonomy/family.js';
import { request } from './request.js';

export interface Finish {
  slug: string;
  name: string;
  family: Family;
  /** #rrggbb */
  swatch: string;
  aliases: readonly string[];
}

export interface Taxonomy {
  families: readonly Family[];
  finishes: readonly Finish[];
}

/** All families and finishes, asked for once. */
export const readTaxonomy = sharePromise(() => request<Taxonomy>('/v1/taxonomy'));
