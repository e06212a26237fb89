import type { FindingReason } from '../listing/finding.js';

/** `unchecked`: nothing is wrong that the text could tell; its photos are to be looked at all the same. */
export type EnrichmentReason = FindingReason | 'unchecked';

/** `photos_disagree`: the photos of the listing tell different stories. */
export type SuggestionReason = FindingReason | 'photos_disagree';
