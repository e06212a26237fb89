import { z } from 'zod';
import { type FindingReason, findingReasonSchema } from '../listing/finding.js';

/** Why a listing is on the ledger. `unchecked`: its words look right, but its photos are to be looked at as well. */
export const enrichmentReasonSchema = z.enum([...findingReasonSchema.options, 'unchecked']);
export type EnrichmentReason = z.infer<typeof enrichmentReasonSchema>;

/** The reasons that say what is wrong with the listing. */
export function toFindings(reasons: readonly EnrichmentReason[]): FindingReason[] {
  return reasons.filter((reason) => reason !== 'unchecked');
}
