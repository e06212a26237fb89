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

let taxonomy: Promise<Taxonomy> | undefined;

/** All families and finishes; the service is asked once. */
export function readTaxonomy(): Promise<Taxonomy> {
  taxonomy ??= request<Taxonomy>('/v1/taxonomy').catch((error) => {
    taxonomy = undefined;
    throw error;
  });
  return taxonomy;
}
