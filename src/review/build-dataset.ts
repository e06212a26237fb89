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
  /** Leaves out listings that were decided in bulk. */
  withoutBulk: boolean;
  /** Takes only decisions made at this time or later. */
  since?: Date | undefined;
}

export interface BuiltDataset {
  /** The file that `train` takes as DATASET. */
  labels: string;
  listings: number;
  photos: number;
  fetched: number;
  /** Photos left out because they hardly count in the answer: they show almost no body, or repeat another photo. */
  withoutWeight: number;
  /** Photos of two listings with different decisions. The later decision counts. */
  contradicting: number;
  /** Photos that could not be fetched. */
  missing: { externalId: string; position: number; code: string; message: string }[];
}

/** A photo counts if its weight is at least this share of the greatest weight in its listing. */
const leastShare = 0.1;
const parallelFetches = 8;
const columns = ['file', 'family', 'finish', 'group', 'split', 'confidence', 'review'] as const;

type Row = Record<(typeof columns)[number], string> & { reviewId: number };

/**
 * Writes accepted and edited decisions as a DATASET: `labels.csv`, and the photos that the decisions are based on. A photo
 * that cannot be fetched is reported and left out. Listings that share a photo show the same guitar and form one group.
 * The column split stays empty: train chooses it. The column review is single, blind, or bulk (with low confidence).
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

/** For each listing, in the order given, the files of the photos that count. */
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
