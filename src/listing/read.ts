import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { decodeText } from '../decode-text.js';
import { HoneyburstError, UsageError } from '../errors.js';
import { pathError } from '../path-error.js';
import { readCsv } from './csv.js';
import { readJson, readJsonLines } from './json.js';
import { type ParsedListing, parseListing, unwrapListings } from './parse.js';

export const listingFormats = ['reverb', 'jsonl', 'csv'] as const;
export type ListingFormat = (typeof listingFormats)[number];

/** A listing of a file, or why there is none, with the place for people: `line 12`, `listing 3`. */
export type ListingRow = ({ place: string } & ParsedListing) | { place: string; error: string };

const readers = {
  reverb: (bytes: AsyncIterable<Uint8Array>) => readJson(decodeText(bytes)),
  jsonl: (bytes: AsyncIterable<Uint8Array>) => readJsonLines(decodeText(bytes)),
  csv: (bytes: AsyncIterable<Uint8Array>) => readCsv(decodeText(bytes)),
};

/**
 * Reads listings one by one, in memory that does not grow with the file. What is wrong with a row is a row of its
 * own. Throws a UsageError on a CSV without the columns needed, a HoneyburstError if the source fails.
 */
export async function* readListings(source: Readable, format: ListingFormat): AsyncGenerator<ListingRow> {
  for await (const found of readers[format](guarded(source))) {
    if ('error' in found) {
      yield found;
      continue;
    }
    const items = unwrapListings(found.value);
    for (const [index, item] of items.entries()) {
      const place = items.length > 1 ? `${found.place}, listing ${index + 1}` : found.place;
      yield toRow(place, item);
    }
  }
}

function toRow(place: string, item: unknown): ListingRow {
  try {
    return { place, ...parseListing(item) };
  } catch (error) {
    if (error instanceof HoneyburstError) return { place, error: error.message };
    throw error;
  }
}

/** The source, its failure turned into an error of ours. */
async function* guarded(source: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause: unknown): HoneyburstError {
  return new HoneyburstError(`Cannot read the listings: ${(cause as Error).message}`, {
    code: 'unreadable_input',
    stage: 'import',
    cause,
  });
}

/** The format that a file name speaks of, with or without `.gz`; throws a UsageError that names --format. */
export function detectFormat(fileName: string): ListingFormat {
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(fileName)?.[1]?.toLowerCase();
  if (extension === 'json') return 'reverb';
  if (extension === 'jsonl' || extension === 'ndjson') return 'jsonl';
  if (extension === 'csv' || extension === 'tsv') return 'csv';
  throw new UsageError(`Cannot tell the format of ${fileName}: say --format ${listingFormats.join(', ')}`);
}

/** The bytes of a file, unpacked if its name ends in `.gz`. Throws `unreadable_input` where it cannot be opened. */
export async function openListings(fileName: string): Promise<Readable> {
  const handle = await open(fileName).catch((cause) => {
    throw pathError(cause, fileName, 'unreadable_input');
  });
  if ((await handle.stat()).isDirectory()) {
    await handle.close();
    throw new UsageError(`${fileName} is a folder: name a file.`, { code: 'unreadable_input' });
  }
  const file = handle.createReadStream();
  // The error of either stream reaches whoever reads the last one.
  return fileName.toLowerCase().endsWith('.gz') ? pipeline(file, createGunzip(), () => {}) : file;
}
