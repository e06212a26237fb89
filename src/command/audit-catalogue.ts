import type { RegisteredModel } from '../classifier/registry.js';
import type { Pool } from '../database/pool.js';
import { storeAudit } from '../enrichment/audit-findings.js';
import { auditLabels, type LabelAudit, type ProbableMislabel } from '../learning/labelling/label-audit.js';
import type { Progress } from '../progress.js';
import {
  countScoredListings,
  readScoredListings,
  type ScoredListing,
} from '../suggestion/catalogue-scores.js';
import { contradicts } from '../suggestion/contradiction.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';

/** A listing whose stated finish its photos contradict. */
export interface SuspectListing extends Omit<ProbableMislabel, 'row'> {
  /** The marketplace's own identifier. */
  listing: string;
  title: string | null;
  /** As the seller wrote it. */
  stated: string | null;
  photo: string | null;
}

export interface CatalogueAudit {
  model: string;
  /** Listings whose stated finish was judged. */
  judged: number;
  /** Listings that state a finish but whose photos the model has not scored. */
  unseen: number;
  noise: LabelAudit['noise'];
  /** Listings that this audit marks as `contradicts_photo`; `added`: those not marked before. */
  findings: { total: number; added: number };
  /** The `limit` most probable ones. */
  suspects: SuspectListing[];
}

/**
 * Compares what a model saw in the photos of the whole catalogue with what sellers state, by confident learning, and
 * stores the result on the ledger (see `storeAudit`). Takes about 500 bytes of memory per listing. Assumes that the model
 * was not trained on these listings.
 */
export async function auditCatalogue(
  { pool, taxonomy, progress }: { pool: Pool; taxonomy: Taxonomy; progress: Progress },
  { name, families, finishes }: Pick<RegisteredModel, 'name' | 'families' | 'finishes'>,
  limit: number,
): Promise<CatalogueAudit> {
  const model = {
    name,
    labels: {
      coarse: families,
      fine: finishes.map((slug) => ({ label: slug, parent: taxonomy.finishes.get(slug)?.family ?? '' })),
    },
  };
  const { seen, unseen } = await countScoredListings(pool, model);
  progress.start('reading what the model saw', seen);
  const listings: ScoredListing[] = [];
  for await (const page of readScoredListings(pool, model)) {
    listings.push(...page);
    progress.advance(page.length);
  }
  progress.finish();

  const { noise, mislabels } = auditLabels(
    listings.map(({ family, finish }) => ({ family, finish: finish ?? undefined })),
    listings.map(({ scores }) => scores),
    model.labels,
  );
  const suspects = mislabels
    .map(({ row, ...mislabel }) => {
      const listing = listings[row] as ScoredListing;
      const shown =
        mislabel.tier === 'family'
          ? { family: mislabel.suggested, finish: null }
          : { family: listing.family, finish: mislabel.suggested };
      return { ...mislabel, listing, shown };
    })
    // A wider or narrower name for the same colour is not an error.
    .filter(({ listing, shown }) => contradicts(shown, listing))
    .map((suspect, index) => ({ ...suspect, rank: index + 1 }));

  const added = await storeAudit(
    pool,
    name,
    suspects.map(({ listing, shown, rank, margin }) => ({
      enrichmentId: listing.enrichmentId,
      rank,
      margin,
      ...shown,
    })),
  );
  const first = suspects.slice(0, limit);
  const words = await readWords(
    pool,
    first.map(({ listing }) => listing.id),
  );
  return {
    model: name,
    judged: listings.length,
    unseen,
    noise,
    findings: { total: suspects.length, added },
    suspects: first.map(({ listing, shown, ...suspect }) => ({
      ...suspect,
      ...(words.get(listing.id) as ListingWords),
    })),
  };
}

type ListingWords = Pick<SuspectListing, 'listing' | 'title' | 'stated' | 'photo'>;

async function readWords(pool: Pool, ids: readonly number[]): Promise<Map<number, ListingWords>> {
  const { rows } = await pool.query<ListingWords & { id: number }>(
    `SELECT l.id, l.external_id AS listing, l.title, l.finish AS stated,
            (SELECT url FROM honeyburst.listing_photo p WHERE p.listing_id = l.id ORDER BY position LIMIT 1) AS photo
       FROM honeyburst.listing l WHERE l.id = ANY ($1)`,
    [ids],
  );
  return new Map(rows.map(({ id, ...words }) => [id, words]));
}
