import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Progress, silentProgress } from '../progress.js';
import type { SampleCatalogue, SampleListing, SamplePhoto } from './catalogue.js';
import { createGuitarRenderer } from './renderer.js';
import { photosPath } from './server.js';

/** Raise it when the same options draw other pictures than before. */
const drawingVersion = 1;

export interface WrittenCatalogue {
  /** CSV of the labelled part, in the DATASET format. */
  labels: string;
  /** JSONL in the program's own import format. */
  listings: string;
  /** JSONL: external_id, family, finish, treatment, names_finish, relist_of. */
  truth: string;
  /** Photos in the folder. */
  photos: number;
  /** Photos drawn now: none if the folder already held this catalogue. */
  drawn: number;
}

/**
 * Draws the catalogue's photos into `folder` and writes its files; `baseUrl` is where the sample server answers.
 * Photos that an earlier call drew for the same options are kept.
 */
export async function writeSampleCatalogue(
  catalogue: SampleCatalogue,
  to: { folder: string; baseUrl: string; progress?: Progress },
): Promise<WrittenCatalogue> {
  const { folder, baseUrl, progress = silentProgress } = to;
  const files = {
    labels: join(folder, 'dataset', 'labels.csv'),
    listings: join(folder, 'listings.jsonl'),
    truth: join(folder, 'truth.jsonl'),
  };
  await mkdir(join(folder, 'dataset', 'images'), { recursive: true });
  await mkdir(join(folder, photosPath), { recursive: true });
  const jobs = [
    ...catalogue.labelled.map((photo) => ({ photo, path: join(folder, 'dataset', 'images', photo.file) })),
    ...catalogue.listings.flatMap(({ photos }) =>
      photos.flatMap((photo) =>
        'broken' in photo ? [] : [{ photo, path: join(folder, photosPath, photo.file) }],
      ),
    ),
  ];
  const marker = join(folder, 'drawn.json');
  const wanted = JSON.stringify({ drawingVersion, ...catalogue.options });
  const held = await readFile(marker, 'utf8').catch(() => '');
  const drawn = held === wanted ? 0 : jobs.length;
  if (drawn > 0) {
    await drawPhotos(jobs, progress);
  }
  await writeFile(files.labels, toLabels(catalogue));
  await writeFile(files.listings, toLines(catalogue.listings.map((listing) => toImport(listing, baseUrl))));
  await writeFile(files.truth, toLines(catalogue.listings.map(toTruth)));
  await writeFile(marker, wanted);
  return { ...files, photos: jobs.length, drawn };
}

/** Two photos at a time: while this thread composes one, libvips works on the other in its own threads. */
async function drawPhotos(
  jobs: readonly { photo: SamplePhoto; path: string }[],
  progress: Progress,
): Promise<void> {
  const renderer = createGuitarRenderer();
  progress.start('Drawing photos', jobs.length);
  const queue = jobs.values();
  const draw = async () => {
    for (const { photo, path } of queue) {
      const { jpeg } = await renderer.render(photo.guitar, photo.kind, photo.seed);
      await writeFile(path, jpeg);
      progress.advance();
    }
  };
  await Promise.all([draw(), draw(), draw()]);
  progress.finish();
}

const toLines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** No value needs quoting: slugs, numbers and our own file names. */
function toLabels({ labelled }: SampleCatalogue): string {
  const rows = labelled.map(({ file, guitar, group, split }) =>
    [`images/${file}`, guitar.finish.family, guitar.finish.slug, group, split].join(','),
  );
  return ['file,family,finish,group,split', ...rows, ''].join('\n');
}

function toImport(listing: SampleListing, baseUrl: string): object {
  const { externalId, photos, truth: _, ...fields } = listing;
  return {
    external_id: externalId,
    ...fields,
    url: `https://marketplace.example/item/${externalId}`,
    photo_urls: photos.map(({ file }) => new URL(`${photosPath}/${file}`, baseUrl).href),
  };
}

function toTruth({ externalId, truth }: SampleListing): object {
  const { family, finish, treatment, namesFinish, relistOf } = truth;
  return {
    external_id: externalId,
    family,
    finish,
    treatment,
    names_finish: namesFinish,
    relist_of: relistOf,
  };
}
