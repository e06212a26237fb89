import { join } from 'node:path';
import { csvLine } from '../csv-line.js';
import type { Queryable } from '../database/pool.js';
import { HoneyburstError } from '../errors.js';
import type { PhotoFetcher } from '../photo/fetch.js';
import type { Progress } from '../progress.js';
import type { Evidence } from '../suggestion/evidence.js';
import { writeWholeFile } from '../write-file.js';
import { type LabelledListing, readLabelledListings } from './labelled-listing.js';
import { openPhotoFolder, type PhotoFolder } from './photo-folder.js';

export interface BuildDatasetDependencies {
  db: Queryable;
  fetchPhoto: PhotoFetcher['fetch'];
  progress: Progress;
}

export interface BuildDatasetOptions {
  folder: string;
  /** Leaves out what was decided together with others. */
  withoutBulk: boolean;
  /** Decided at this time or later. */
  since?: Date | undefined;
}

export interface BuiltDataset {
  /** The DATASET, to be given to train. */
  labels: string;
  listings: number;
  photos: number;
  fetched: number;
  /** Photos that show hardly any body, or that the listing has twice: their weight in the answer is next to nothing. */
  withoutWeight: number;
  /** The same photo in two listings, once with each decision: the later decision is kept. */
  contradicting: number;
  /** Photos that could not be had. */
  missing: { externalId: string; position: number; code: string; message: string }[];
}

/** A photo counts if it weighs at least this much beside the weightiest one of its listing. */
const leastShare = 0.1;
const parallelFetches = 8;
const columns = ['file', 'family', 'finish', 'group', 'split', 'confidence', 'review'] as const;

type Row = Record<(typeof columns)[number], string> & { reviewId: number };

/**
 * Writes accepted and edited decisions as a DATASET: `labels.csv` and the photos that the decisions rest on. A photo
 * that cannot be had is reported and left out. Listings that share a photo show one guitar and are one group. The split
 * is left to train; `review` says single, bulk (of low confidence) or blind.
 */
export async function buildDataset(
  { db, fetchPhoto, progress }: BuildDatasetDependencies,
  options: BuildDatasetOptions,
): Promise<BuiltDataset> {
  const folder = await openPhotoFolder(options.folder, fetchPhoto);
  const rows = new Map<string, Row>();
  const built: BuiltDataset = {
    labels: join(options.folder, 'labels.csv'),
    listings: 0,
    photos: 0,
    fetched: 0,
    withoutWeight: 0,
    contradicting: 0,
    missing: [],
  };
  progress.start('fetching the photos of reviewed listings');
  for await (const page of readLabelledListings(db, options)) {
    const taken = await takePhotos(folder, page, built, progress);
    for (const [index, listing] of page.entries()) addRows(rows, listing, taken[index]!, built);
    built.listings += page.length;
  }
  progress.finish();
  built.photos = rows.size;
  const lines = [...rows.values()].map((row) => csvLine(columns.map((column) => row[column])));
  await writeWholeFile(built.labels, [csvLine(columns), ...lines].join(''));
  return built;
}

/** The files of the photos that count, for each listing in their order. */
async function takePhotos(
  folder: PhotoFolder,
  listings: readonly LabelledListing[],
  built: BuiltDataset,
  progress: Progress,
): Promise<string[][]> {
  const wanted = listings.map(({ externalId, photos }) => {
    const weighty = withWeight(photos);
    built.withoutWeight += photos.filter((photo) => 'weight' in photo).length - weighty.length;
    return weighty.map(({ position, url }) => ({ externalId, position, url, file: '' }));
  });
  const queue = wanted.flat().values();
  const work = async () => {
    for (const photo of queue) {
      try {
        const { file, fetched } = await folder.take(photo.url);
        photo.file = file;
        if (fetched) built.fetched++;
      } catch (thrown) {
        if (!(thrown instanceof HoneyburstError)) throw thrown;
        const { externalId, position } = photo;
        built.missing.push({ externalId, position, code: thrown.code, message: thrown.message });
      }
      progress.advance();
    }
  };
  await Promise.all(Array.from({ length: parallelFetches }, work));
  return wanted.map((photos) => photos.map(({ file }) => file).filter(Boolean));
}

function withWeight(photos: Evidence['photos']) {
  const scored = photos.filter((photo) => 'weight' in photo);
  const most = Math.max(...scored.map(({ weight }) => weight));
  return scored.filter(({ weight }) => weight > 0 && weight >= leastShare * most);
}

function addRows(
  rows: Map<string, Row>,
  listing: LabelledListing,
  files: readonly string[],
  built: BuiltDataset,
): void {
  const { reviewId, externalId, family, bulk, blind } = listing;
  const finish = listing.finish ?? '';
  const relative = files.map((file) => rows.get(file)).find((row) => row !== undefined);
  const group = relative?.group ?? externalId;
  for (const file of files) {
    const before = rows.get(file);
    if (before && (before.family !== family || before.finish !== finish)) built.contradicting++;
    if (before && before.reviewId > reviewId) continue;
    rows.set(file, {
      file,
      family,
      finish,
      group,
      split: '',
      confidence: bulk ? 'low' : 'high',
      review: blind ? 'blind' : bulk ? 'bulk' : 'single',
      reviewId,
    });
  }
}
