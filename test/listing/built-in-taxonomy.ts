import { loadBuiltInRows } from '../../src/taxonomy/built-in.js';
import { createTaxonomy } from '../../src/taxonomy/create-taxonomy.js';

const finishes = await loadBuiltInRows();

/** The built-in finishes, as if they were stored under that version. */
export const builtInTaxonomy = (version?: number) => createTaxonomy(finishes, version);
