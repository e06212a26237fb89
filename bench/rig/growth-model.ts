/** The part of a resource that may be used. */
const share = 0.7;
const inOneNight = 8 * 3600;

export interface GrowthFigures {
  /** Of the largest catalogue that was measured. */
  enriching: { postgresCpuMs: number; walBytes: number; statements: number };
  dispatch: { rowsPerSecond: number; walBytesPerRow: number };
  /** Bytes of a listing in each table, indexes included. */
  bytesPerListing: Record<
    'listing' | 'listing_photo' | 'enrichment' | 'prediction' | 'suggestion',
    { total: number }
  >;
  againExaminedPerSecond: number;
  backfillExaminedPerSecond: number;
  /** Jobs that the queue takes in a second. */
  addedPerSecond: number;
  /** Absent: the queue is on Postgres. */
  redisCpuUsPerJob: number | undefined;
  photosPerSecond: number;
  photosPerListing: number;
}

/**
 * From the costs of one listing to what 1 to 1,000 workers and up to 100 million listings need. Everything is taken as
 * proportional to the number of listings done, as measured; each resource is filled to `share` at most.
 */
export function forecast(figures: GrowthFigures) {
  const { enriching, dispatch, bytesPerListing: bytes, photosPerSecond, photosPerListing } = figures;
  const listingsPerWorker = photosPerSecond / photosPerListing;
  // One dispatcher at a time moves a page in the ledger, and then adds it to the queue.
  const dispatched = 1 / (1 / dispatch.rowsPerSecond + 1 / figures.addedPerSecond);
  const jobsOfRedis = figures.redisCpuUsPerJob && 1e6 / figures.redisCpuUsPerJob;
  const limits = {
    /** One core of Postgres that does nothing but claims and completions. */
    listingsPerSecondPerDatabaseCore: Math.round(1000 / enriching.postgresCpuMs),
    listingsPerSecondOfDispatcher: Math.round(dispatched),
    ...(jobsOfRedis && { listingsPerSecondOfRedis: Math.round(jobsOfRedis) }),
    listingsPerSecondAt100MegabytesOfWal: Math.round(1e8 / (enriching.walBytes + dispatch.walBytesPerRow)),
  };
  const workers = [1, 10, 30, 100, 300, 1000].map((count) => {
    const rate = count * listingsPerWorker;
    return {
      workers: count,
      listingsPerSecond: Math.round(rate),
      databaseCores: ceil1((rate * enriching.postgresCpuMs) / 1000 / share),
      walMegabytesPerSecond: ceil1((rate * (enriching.walBytes + dispatch.walBytesPerRow)) / 1e6),
      statementsPerSecond: Math.round(rate * enriching.statements),
      connectionsWithoutPooler: count * 11,
      ...(jobsOfRedis && { redisShareOfOneCore: ceil1(rate / jobsOfRedis) }),
      dispatcherShare: ceil1(rate / dispatched),
      queueDepthNeeded: Math.max(1000, count * 32),
      millionListingsPerNight: ceil1((rate * inOneNight) / 1e6),
    };
  });
  // Seven of ten listings go on the ledger, as in the catalogue that was measured.
  const enriched = bytes.enrichment.total + bytes.prediction.total + bytes.suggestion.total * 0.9;
  const storage = [1, 10, 100].map((millions) => ({
    millionListings: millions,
    gigabytes: {
      listings: Math.round((millions * (bytes.listing.total + bytes.listing_photo.total)) / 1000),
      ledger: Math.round((millions * 0.7 * bytes.enrichment.total) / 1000),
      predictions: Math.round((millions * 0.7 * bytes.prediction.total) / 1000),
      suggestions: Math.round((millions * 0.63 * bytes.suggestion.total) / 1000),
    },
    gigabytesOfOneModel: Math.round((millions * 0.7 * enriched) / 1000),
    minutesOfABackfillThatFindsNothing: ceil1((millions * 1e6) / figures.againExaminedPerSecond / 60),
    minutesOfAFirstBackfill: ceil1((millions * 1e6) / figures.backfillExaminedPerSecond / 60),
    nightsOf100Workers: ceil1((millions * 0.7e6) / (100 * listingsPerWorker * inOneNight)),
  }));
  return { photosPerSecondOfAWorker: photosPerSecond, photosPerListing, limits, workers, storage };
}

function ceil1(value: number): number {
  return Math.ceil(value * 10) / 10;
}
