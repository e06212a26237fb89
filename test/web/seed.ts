import { createReadStream } from 'node:fs';
import type { Pool } from '../../src/database/pool.js';
import { importListings } from '../../src/listing/import.js';
import { createRandom } from '../../src/random.js';
import { createSampleCatalogue } from '../../src/sample/catalogue.js';
import { type SampleServer, startSampleServer } from '../../src/sample/server.js';
import { writeSampleCatalogue } from '../../src/sample/write-catalogue.js';
import type { Evidence } from '../../src/suggestion/evidence.js';
import { syncTaxonomy } from '../../src/taxonomy/store.js';
import type { Taxonomy } from '../../src/taxonomy/taxonomy.js';
import { insertModel } from '../enrichment/catalogue.js';
import { suggest } from '../review/pending.js';

const plan = createSampleCatalogue({ seed: 'review page', labelledGuitars: 0, listings: 16 });

export interface SeededCatalogue {
  photos: SampleServer;
  /** Takes away all suggestions and decisions and suggests anew; returns the ids, the most doubtful first. */
  suggestAgain(): Promise<number[]>;
}

/** The sample catalogue in the database, its photos on a server of their own. */
export async function seedCatalogue(pool: Pool, folder: string): Promise<SeededCatalogue> {
  const photos = await startSampleServer(folder);
  const { listings } = await writeSampleCatalogue(plan, { folder, baseUrl: photos.url });
  const taxonomy = await syncTaxonomy(pool);
  await importListings({ pool, taxonomy, source: createReadStream(listings), format: 'jsonl' });
  await insertModel(pool);
  await pool.query('UPDATE honeyburst.model SET live = true');
  return {
    photos,
    async suggestAgain() {
      await pool.query('TRUNCATE honeyburst.review, honeyburst.suggestion, honeyburst.enrichment CASCADE');
      const ids: number[] = [];
      for (const [index, listing] of plan.listings.entries()) {
        ids.push(await suggestFor(pool, taxonomy, index, listing));
      }
      return ids;
    },
  };
}

async function suggestFor(
  pool: Pool,
  taxonomy: Taxonomy,
  index: number,
  listing: (typeof plan.listings)[number],
): Promise<number> {
  const { rows } = await pool.query<{ id: number; urls: string[] }>(
    `SELECT l.id, array_agg(p.url ORDER BY p.position) AS urls
       FROM honeyburst.listing l JOIN honeyburst.listing_photo p ON p.listing_id = l.id
      WHERE l.external_id = $1 GROUP BY l.id`,
    [listing.externalId],
  );
  const { id: listingId, urls } = rows[0]!;
  const { family, finish } = listing.truth;
  const confidence = 0.42 + 0.035 * index;
  const evidence = toEvidence(taxonomy, listing, urls, confidence);
  const reasons = [
    listing.finish === '' ? 'missing' : index % 3 === 0 ? 'contradicts_photo' : 'vague',
    ...(evidence.text.phrase && index % 4 === 1 ? ['contradicts_text'] : []),
    ...(urls.length > 3 ? ['photos_disagree'] : []),
  ];
  return (await suggest(pool, { listingId, family, finish, confidence, reasons, evidence })).id;
}

function toEvidence(
  taxonomy: Taxonomy,
  { title, description, finish: stated, make, truth }: (typeof plan.listings)[number],
  urls: readonly string[],
  confidence: number,
): Evidence {
  const random = createRandom(title);
  const mention = taxonomy.mention(title, make) ?? taxonomy.mention(description, make, 'description');
  const others = [...taxonomy.finishes.values()].filter(
    ({ family, slug }) => family === truth.family && slug !== truth.finish,
  );
  const weights = urls.map((url) => (url.includes('gone') ? 0 : random.between(0.2, 1)));
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  return {
    photos: urls.map((url, position) =>
      url.includes('gone')
        ? {
            position,
            url,
            error: { stage: 'fetch', code: 'not_found', message: 'The host has no such photo.' },
          }
        : {
            position,
            url,
            bodyShare: random.between(0.3, 0.8),
            weight: weights[position]! / total,
            family: { label: truth.family, confidence: Math.min(0.99, confidence + 0.1) },
            finish: { label: truth.finish, confidence },
          },
    ),
    text: {
      agreement: mention ? (mention.finish?.slug === truth.finish ? 'agrees' : 'differs') : 'absent',
      finish: mention?.finish?.slug ?? null,
      family: mention?.family ?? null,
      phrase: mention?.phrase ?? null,
    },
    stated: { text: stated || null, finish: null, family: null },
    alternatives: [
      { finish: truth.finish, family: truth.family, confidence },
      ...others.slice(0, 4).map(({ slug, family }, place) => ({
        finish: slug,
        family,
        confidence: (1 - confidence) / 2 ** (place + 1),
      })),
    ],
  };
}
