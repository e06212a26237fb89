import pLimit from 'p-limit';
import type { App } from '../app.js';
import { createCatalogue } from '../catalogue/catalogue.js';
import { readCounts } from '../catalogue/store.js';
import type { Classifier } from '../classifier/classifier.js';
import { priorities } from '../enrichment/producer.js';
import { type PhotoStages, scoreListingPhotos } from '../enrichment/score-listing-photos.js';
import { toHoneyburstError } from '../errors.js';
import {
  evaluateListings,
  type JudgedListing,
  type ListingEvaluation,
} from '../learning/evaluation/evaluate-listings.js';
import { resolveFinish } from '../listing/finish-resolution.js';
import { type LabelledListing, readLabelledListings } from '../listing/labelled-listings.js';
import { resolveListings } from '../listing/resolve.js';
import { heardWords } from '../suggestion/answer-listing.js';
import { fuseListing } from '../suggestion/fuse-listing.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';

export interface EvaluatedListings extends ListingEvaluation {
  model: string;
  listings: number;
  /** Photos that could not be fetched or decoded. */
  failedPhotos: number;
  /** Listings counted in the catalogue of the database. */
  catalogue: number;
  leftOut: string[];
}

/** Answers listings whose finish is known, with their photos fetched as a worker fetches them, by each kind of evidence. */
export async function evaluateListingFile(
  app: App,
  classifier: Classifier,
  file: string,
): Promise<EvaluatedListings> {
  const { pool, taxonomy } = await app.database();
  const { listings, leftOut } = await readLabelledListings(file, taxonomy);
  await resolveListings(pool, taxonomy);
  const catalogue = createCatalogue(await readCounts(pool), taxonomy);
  const makers = createCatalogue([], taxonomy);
  const [{ createPhotoFetcher }, { preparePhoto }] = await Promise.all([
    import('../photo/fetch.js'),
    import('../photo/decode.js'),
  ]);
  const { config, log, progress } = app;
  const fetcher = createPhotoFetcher(config.photo, { log });
  const stages: PhotoStages = { pool, fetchPhoto: fetcher.fetch, preparePhoto, limits: config.photo };
  let failedPhotos = 0;
  progress.start(`looking at ${listings.length} listings`, listings.length);
  try {
    const slot = pLimit(config.worker.concurrency);
    const judged = await Promise.all(
      listings.map((one, index) =>
        slot(async (): Promise<JudgedListing> => {
          const looked = await look(stages, classifier, one, index);
          failedPhotos += looked.failed;
          progress.advance(1);
          const { listing, family, finish } = one;
          return {
            family,
            finish,
            photos: looked.photos,
            votes: looked.votes,
            words: wordsOf(listing, taxonomy, looked.photos !== undefined),
            maker: makers.shares(listing),
            catalogue: catalogue.shares(listing),
            offers: (slug) => taxonomy.offers(slug, listing),
          };
        }),
      ),
    );
    progress.finish();
    return {
      model: classifier.model,
      listings: listings.length,
      failedPhotos,
      catalogue: catalogue.listings,
      leftOut,
      ...evaluateListings(judged, classifier, taxonomy.finishesByFamily),
    };
  } finally {
    await fetcher.close();
  }
}

async function look(
  stages: PhotoStages,
  classifier: Classifier,
  { listing }: LabelledListing,
  index: number,
): Promise<Pick<JudgedListing, 'photos' | 'votes'> & { failed: number }> {
  const photos = listing.photoUrls
    .slice(0, stages.limits.maxPerListing)
    .map((url, position) => ({ position, url }));
  // Not in the database: its number only keeps the photos of one listing together.
  const work = { photos, priority: priorities.backfill, listing: { id: -1 - index } };
  const { scored, failed } = await scoreListingPhotos(stages, classifier, work).catch((thrown) => {
    throw toHoneyburstError(thrown, 'classify');
  });
  const { scores, weights } = fuseListing(scored, classifier.labels);
  return {
    photos: scores,
    votes: [...weights.values()].filter((weight) => weight > 0).length,
    failed: failed.length,
  };
}

/** What a worker would hear. */
function wordsOf(listing: LabelledListing['listing'], taxonomy: Taxonomy, hasPhotos: boolean) {
  const { text_finish, text_family, finish_slug, finish_family } = resolveFinish(taxonomy, listing);
  const named = { finish: text_finish, family: text_family };
  return heardWords(named, { finish: finish_slug, family: finish_family }, hasPhotos);
}
