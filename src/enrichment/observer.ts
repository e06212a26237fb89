import type { ScoredPhotos } from './scored-photos.js';

/** The parts of the work on a listing that are observed one by one. */
export type ObservedStage = 'claim' | 'fetch' | 'decode' | 'classify' | 'write';

/** Observes the work on listings. It runs the work that it is given once, and passes on its result or error. */
export interface EnrichmentObserver {
  listing<T>(enrichmentId: number, work: () => Promise<T>): Promise<T>;
  stage<T>(stage: ObservedStage, work: () => Promise<T>): Promise<T>;
  /** Called when all photos of a listing have been looked at. */
  photos(photos: Pick<ScoredPhotos, 'scored' | 'failed' | 'known'>): void;
}

/** Observes nothing. */
export const unobserved: EnrichmentObserver = {
  listing: (_, work) => work(),
  stage: (_, work) => work(),
  photos() {},
};

/** Combines observers; the first one is the outermost. */
export function allOf(observers: readonly EnrichmentObserver[]): EnrichmentObserver {
  return observers.reduceRight<EnrichmentObserver>(
    (inner, outer) => ({
      listing: (id, work) => outer.listing(id, () => inner.listing(id, work)),
      stage: (stage, work) => outer.stage(stage, () => inner.stage(stage, work)),
      photos(photos) {
        outer.photos(photos);
        inner.photos(photos);
      },
    }),
    unobserved,
  );
}
