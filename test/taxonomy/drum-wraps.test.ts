import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { toLabelTree } from '../../src/learning/dataset/labels.js';
import { readDataset } from '../../src/learning/dataset/read-dataset.js';
import { reviewSuggestion } from '../../src/review/decide.js';
import { readTaxonomy } from '../../src/taxonomy/store.js';
import { insertModel } from '../enrichment/catalogue.js';
import { createColourClassifier } from '../enrichment/colour-classifier.mjs';
import { createPipeline } from '../enrichment/pipeline.js';
import { plain } from '../review/pending.js';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';

const families = `slug,name,swatch,words,translations,wins_over
pearl,Pearl,#e8e4dc,pearl|mop,de:Perlmutt,
sparkle,Sparkle,#d8d8e8|#6060a0,sparkle|glitter,de:Glitzer,pearl
swirl,Swirl,#c08040|#402010,swirl|oyster,,
`;
const finishes = `slug,name,family,makers,aliases,codes,translations,swatch
white-marine-pearl,White Marine Pearl,pearl,Ludwig|Gretsch,White Marine,Ludwig:WMP,de:Weißes Perlmutt,#ece8df
black-diamond-pearl,Black Diamond Pearl,pearl,Ludwig,,Ludwig:BDP,,#30303a
champagne-sparkle,Champagne Sparkle,sparkle,,,CHS,,#d8b878
blue-sparkle,Blue Sparkle,sparkle,,,,,#2846a0
bowling-ball,Bowling Ball,swirl,Ludwig,,,,#8a5a30|#201008
`;
const wraps = [
  { slug: 'white-marine-pearl', family: 'pearl', rgb: [236, 232, 223] },
  { slug: 'black-diamond-pearl', family: 'pearl', rgb: [48, 48, 58] },
  { slug: 'champagne-sparkle', family: 'sparkle', rgb: [216, 184, 120] },
  { slug: 'blue-sparkle', family: 'sparkle', rgb: [40, 70, 160] },
] satisfies { slug: string; family: string; rgb: [number, number, number] }[];

function drawWrap([r, g, b]: readonly [number, number, number], width = 40): Promise<Buffer> {
  return sharp({ create: { width, height: 30, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
}

it('the main job runs on a taxonomy of drum wraps: import, backfill, worker, review', {
  timeout: 120_000,
}, async () => {
  const database = await createTestDatabase();
  const { pool, url } = database;
  const { folder, remove } = await makeFolder();
  onTestFinished(remove);
  const run = async (...args: string[]) => {
    const { status, stdout, stderr } = await honeyburst([...args, '--json'], { DATABASE_URL: url });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout);
  };
  await writeFile(join(folder, 'families.csv'), families);
  await writeFile(join(folder, 'finishes.csv'), finishes);
  const csv = [join(folder, 'finishes.csv'), '--families', join(folder, 'families.csv')];
  const migrate = async () => expect((await honeyburst(['migrate'], { DATABASE_URL: url })).status).toBe(0);
  await migrate();
  expect(await run('taxonomy', 'import', ...csv, '--replace')).toMatchObject({ families: 3, finishes: 5 });
  await migrate();
  const listed = await run('taxonomy', 'list');
  expect(listed.families.map(({ slug }: { slug: string }) => slug)).toEqual(['pearl', 'sparkle', 'swirl']);
  expect(listed.finishes.map(({ slug }: { slug: string }) => slug).sort()).toEqual(
    [...wraps.map(({ slug }) => slug), 'bowling-ball'].sort(),
  );

  const photos = Object.fromEntries(
    await Promise.all(wraps.map(async ({ slug, rgb }) => [`/${slug}.png`, await drawWrap(rgb)] as const)),
  );
  const classifier = createColourClassifier({ finishes: wraps });
  await insertModel(pool);
  const pipeline = await createPipeline({ redisUrl: undefined }, { database, photos, classifier });
  const listing = (id: string, wrap: string, finish: string | null, title = 'Drum kit') => ({
    ...{ external_id: id, make: 'Ludwig', title, finish, state: 'live' },
    photo_urls: [`${pipeline.server.url}/${wrap}.png`],
  });
  const listings = [
    listing('missing', 'champagne-sparkle', null),
    listing('vague', 'white-marine-pearl', 'Perlmutt'),
    listing('guitar', 'blue-sparkle', 'Fiesta Red'),
    listing('contradicts', 'black-diamond-pearl', 'WMP', 'Ludwig Classic in Black Diamond Pearl'),
    listing('known', 'white-marine-pearl', 'White Marine'),
  ];
  const file = join(folder, 'listings.jsonl');
  await writeFile(file, listings.map((one) => `${JSON.stringify(one)}\n`).join(''));
  expect(await run('import', file)).toMatchObject({ inserted: 5, failed: 0 });

  expect(await pipeline.backfill()).toMatchObject({ added: 4 });
  expect(await pipeline.drain()).toMatchObject({ suggested: 4, error: 0 });
  const suggestions: {
    id: number;
    externalId: string;
    family: string;
    finish: string;
    reasons: string[];
  }[] = await run('suggestions');
  expect(
    Object.fromEntries(suggestions.map((s) => [s.externalId, [s.family, s.finish, s.reasons[0]]])),
  ).toEqual({
    missing: ['sparkle', 'champagne-sparkle', 'missing'],
    vague: ['pearl', 'white-marine-pearl', 'vague'],
    guitar: ['sparkle', 'blue-sparkle', 'unrecognised'],
    contradicts: ['pearl', 'black-diamond-pearl', 'contradicts_text'],
  });

  const of = (externalId: string) => suggestions.find((one) => one.externalId === externalId)!.id;
  const review = (externalId: string, choice: { finish: string } | { family: string }) =>
    reviewSuggestion(
      pool,
      { id: of(externalId), revision: 0, reviewer: 'ann', decision: 'edited', ...choice },
      plain,
    );
  expect(await review('missing', { finish: 'bowling-ball' })).toMatchObject({
    outcome: 'decided',
    family: 'swirl',
    finishName: 'Bowling Ball',
  });
  expect(await review('vague', { family: 'red' })).toMatchObject({ reason: 'unknown_family' });
  expect(await review('vague', { family: 'swirl' })).toMatchObject({ status: 'edited', family: 'swirl' });
  const { rows } = await pool.query(
    'SELECT decided_family AS family, decided_finish AS finish FROM analytics.decision WHERE stands ORDER BY review_id',
  );
  expect(rows).toEqual([
    { family: 'swirl', finish: 'bowling-ball' },
    { family: 'swirl', finish: null },
  ]);

  // Photos in folders that the taxonomy names teach its labels, in its order.
  for (const { slug, family, rgb } of wraps) {
    const own = join(folder, 'photos', family, slug);
    await mkdir(own, { recursive: true });
    for (let n = 0; n < 5; n++) await writeFile(join(own, `${n}.png`), await drawWrap(rgb, 40 + n));
  }
  const dataset = await readDataset(join(folder, 'photos'), await readTaxonomy(pool));
  const labels = toLabelTree(dataset.photos, dataset.families);
  expect(labels.coarse).toEqual(['pearl', 'sparkle']);
  expect(labels.fine).toContainEqual({ label: 'champagne-sparkle', parent: 'sparkle' });
});
