import type { ScoredPhotos } from './scored-photos.js';

/** The parts of the work on a listing that are worth a look of their own. */
export type ObservedStage = 'claim' | 'fetch' | 'decode' | 'classify' | 'write';

/** Is told of the work on listings as it happens: what it is handed runs once, and its result and errors pass unchanged. */
export interface EnrichmentObserver {
  listing<T>(enrichmentId: number, work: () => Promise<T>): Promise<T>;
  stage<T>(stage: ObservedStage, work: () => Promise<T>): Promise<T>;
  /** After all photos of a listing have been looked at. */
  photos(photos: Pick<ScoredPhotos, 'scored' | 'failed' | 'known'>): void;
}

/** Looks away. */
export const unobserved: EnrichmentObserver = {
  listing: (_, work) => work(),
  stage: (_, work) => work(),
  photos() {},
};

/** Several as one, the first the outermost. */
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
