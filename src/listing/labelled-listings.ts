import { createReadStream } from 'node:fs';
import { decodeText } from '../decode-text.js';
import { HoneyburstError, UsageError } from '../errors.js';
import { pathError } from '../path-error.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import { readJsonLines } from './json.js';
import type { Listing } from './listing.js';
import { parseListing } from './parse.js';

/** A listing whose finish is known. */
export interface LabelledListing {
  listing: Listing;
  family: string;
  /** Undefined: only the family is known. Null: it is one that the taxonomy lacks. */
  finish: string | null | undefined;
}

export interface LabelledListings {
  listings: LabelledListing[];
  /** What is wrong with the lines that were left out. */
  leftOut: string[];
}

/**
 * Reads JSON lines as for `import`, each with `true_family`, `true_finish` or both: slugs or names of the taxonomy. A finish
 * that the taxonomy lacks is another one of its family, which then has to be given. Lines that cannot be used are left out.
 */
export async function readLabelledListings(
  file: string,
  taxonomy: Pick<Taxonomy, 'families' | 'finishes' | 'match'>,
): Promise<LabelledListings> {
  const result: LabelledListings = { listings: [], leftOut: [] };
  const source = createReadStream(file).on('error', () => {});
  try {
    for await (const found of readJsonLines(decodeText(source))) {
      const read = 'error' in found ? found : toLabelled(found.value, taxonomy);
      if ('error' in read) result.leftOut.push(`${found.place} ${read.error}`);
      else result.listings.push(read);
    }
  } catch (cause) {
    throw pathError(cause, file) ?? cause;
  }
  if (result.listings.length === 0) {
    throw new UsageError(
      `${file} has no listing with true_family or true_finish${result.leftOut[0] ? `: ${result.leftOut[0]}` : ''}.`,
    );
  }
  return result;
}

function toLabelled(
  value: unknown,
  { families, finishes, match }: Pick<Taxonomy, 'families' | 'finishes' | 'match'>,
): LabelledListing | { error: string } {
  try {
    const { listing } = parseListing(value);
    const { true_family: family, true_finish: name } = value as Record<string, unknown>;
    const found = typeof name === 'string' && name !== '' ? match(name, listing.make) : undefined;
    const finish =
      found === undefined
        ? undefined
        : (finishes.get(name as string) ?? ('finish' in found ? found.finish : undefined))?.slug;
    const ofFinish = finish && finishes.get(finish)!.family;
    const known = typeof family === 'string' && families.has(family) ? family : ofFinish;
    if (known === undefined) return { error: 'has no true_family that the taxonomy knows' };
    if (ofFinish && ofFinish !== known) return { error: `says ${known} and ${finish}, which is ${ofFinish}` };
    return { listing, family: known, finish: finish ?? (found && null) };
  } catch (error) {
    if (error instanceof HoneyburstError) return { error: error.message };
    throw error;
  }
}
