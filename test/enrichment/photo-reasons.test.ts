import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { refuseColourless } from '../../src/classifier/refuse-colourless.js';
import { evidenceSchema } from '../../src/suggestion/evidence.js';
import { listSuggestions } from '../../src/suggestion/store.js';
import { colourful, tinted, tints } from '../photo/pictures.js';
import { backends } from '../queue/backends.js';
import { insertListing } from './catalogue.js';
import { createColourClassifier } from './colour-classifier.mjs';
import { createPipeline, type Pipeline, states } from './pipeline.js';

const [backend] = backends;
const red = [220, 60, 50];
const blue = [40, 110, 180];
const classifier = refuseColourless(createColourClassifier());

/** The suggestions for listings of a title and photos each, which come one after the other. */
async function enrichInTurn(pipeline: Pipeline, listings: [title: string, ...paths: string[]][]) {
  const answers = [];
  for (const [title, ...paths] of listings) {
    const photos = paths.map((path) => pipeline.server.url + path);
    const id = await insertListing(pipeline.pool, { title, photos });
    await pipeline.backfill();
    expect(await pipeline.drain()).toMatchObject({ suggested: 1, failed: 0, error: 0 });
    const all = await listSuggestions(pipeline.pool, { status: 'pending', limit: 100 });
    answers.push(all.find(({ listingId }) => listingId === id)!);
  }
  return answers;
}

describe('photos that say nothing of the finish', () => {
  it('leave a listing without an answer, with the reason, and never fail it', async () => {
    const photo = await colourful('guitar', red);
    const photos = {
      '/colour.jpg': photo,
      '/grey.jpg': await tinted(photo, tints.grey),
      '/sepia.jpg': await tinted(photo, tints.sepia),
    };
    const pipeline = await createPipeline(backend!, { photos, classifier });
    const [silent, mixed] = await enrichInTurn(pipeline, [
      ['in grey', '/grey.jpg', '/sepia.jpg'],
      ['in colour', '/grey.jpg', '/colour.jpg'],
    ]);

    expect(silent).toMatchObject({
      ...{ level: 'none', family: null, finish: null, confidence: 0 },
      reasons: ['missing', 'no_colour'],
    });
    expect(evidenceSchema.parse(silent!.evidence)).toMatchObject({
      photos: [
        { reason: 'no_colour', view: null, weight: 0 },
        { reason: 'no_colour', view: null, weight: 0 },
      ],
      alternatives: [],
    });
    // The grey photo was known from the first listing, and keeps its reason.
    expect(mixed).toMatchObject({ level: 'finish', finish: 'fiesta-red', reasons: ['missing'] });
    expect(mixed!.evidence.photos).toMatchObject([
      { reason: 'no_colour', weight: 0 },
      { reason: null, weight: 1 },
    ]);
    expect(await states(pipeline)).toEqual({ done: 2 });
    const { rows } = await pipeline.pool.query(
      'SELECT reason, view, picture_hash IS NOT NULL AS hashed FROM honeyburst.prediction ORDER BY id',
    );
    expect(rows).toEqual([
      { reason: 'no_colour', view: null, hashed: true },
      { reason: 'no_colour', view: null, hashed: true },
      { reason: 'no_colour', view: null, hashed: true },
      { reason: null, view: null, hashed: true },
    ]);
  });

  it('are headstocks and cases too, and their view is kept', async () => {
    const views = [['headstock'], ['case'], ['front']] as const;
    let next = 0;
    const seeing = {
      ...classifier,
      classify: async (...given: Parameters<typeof classifier.classify>) =>
        (await classifier.classify(...given)).map((scores) => {
          const [view] = views[next++]!;
          return { ...scores, view, ...(view !== 'front' && { reason: 'no_body' as const }) };
        }),
    };
    const photos = {
      '/headstock.png': await colourful('headstock', blue),
      '/case.png': await colourful('case', blue),
      '/front.png': await colourful('front', red),
    };
    const pipeline = await createPipeline(backend!, { photos, classifier: seeing });
    const [first, second, all] = await enrichInTurn(pipeline, [
      ['headstock', '/headstock.png'],
      ['case', '/case.png'],
      ['all', '/front.png', '/headstock.png', '/case.png'],
    ]);
    for (const one of [first, second])
      expect(one).toMatchObject({ level: 'none', reasons: ['missing', 'no_body'] });
    expect(all).toMatchObject({ level: 'finish', finish: 'fiesta-red' });
    expect(all!.evidence.photos).toMatchObject([
      { view: 'front', weight: 1 },
      { view: 'headstock', weight: 0 },
      { view: 'case', weight: 0 },
    ]);
  });
});

describe('a picture of several guitars', async () => {
  const stock = await colourful('stock', red);
  const copies: Record<string, Buffer> = { '/0.png': stock };
  for (const i of [1, 2, 3, 4]) {
    copies[`/${i}.jpg`] = await sharp(stock)
      .jpeg({ quality: 60 + 8 * i })
      .toBuffer();
  }

  it('has no vote once three other guitars have it, whatever its encoding', async () => {
    const pipeline = await createPipeline(backend!, {
      photos: { ...copies, '/own.png': await colourful('own', blue) },
      classifier,
    });
    const answers = await enrichInTurn(pipeline, [
      ['Strat', '/0.png'],
      ['Jazzmaster', '/1.jpg'],
      ['Telecaster', '/2.jpg'],
      ['Jaguar', '/3.jpg'],
      ['Mustang', '/3.jpg', '/own.png'],
    ]);
    // The first ones were answered before it was known.
    expect(answers.slice(0, 3).map(({ finish }) => finish)).toEqual(Array(3).fill('fiesta-red'));
    expect(answers[3]).toMatchObject({ level: 'none', reasons: ['missing', 'repeated_photo'] });
    expect(answers[4]).toMatchObject({ level: 'finish', finish: 'lake-placid-blue' });
    expect(answers[4]!.evidence.photos).toMatchObject([{ reason: 'repeated_photo' }, { reason: null }]);

    // When the first one is looked at again, it is known.
    await pipeline.pool.query(
      "UPDATE honeyburst.listing SET description = 'new', resolved_taxonomy = 1 WHERE title = 'Strat'",
    );
    await pipeline.pool.query("UPDATE honeyburst.listing SET resolved_taxonomy = 1 WHERE title = 'Strat'");
    await pipeline.backfill();
    await pipeline.drain();
    const again = await listSuggestions(pipeline.pool, { status: 'pending', limit: 100 });
    expect(again.find(({ title }) => title === 'Strat')).toMatchObject({ level: 'none' });
  });

  it('keeps its vote for one guitar that is listed again and again', async () => {
    const pipeline = await createPipeline(backend!, { photos: copies, classifier });
    const answers = await enrichInTurn(
      pipeline,
      [0, 1, 2, 3, 4].map((i) => [' Strat ', i === 0 ? '/0.png' : `/${i}.jpg`]),
    );
    expect(answers.map(({ finish }) => finish)).toEqual(Array(5).fill('fiesta-red'));
  });

  it('is not one where guitars only stand in the same pose', async () => {
    const means = [red, blue, [20, 20, 20], [240, 235, 215]];
    const photos: Record<string, Buffer> = {};
    for (const [i, mean] of means.entries()) photos[`/${i}.png`] = await colourful('pose', mean);
    const pipeline = await createPipeline(backend!, { photos, classifier });
    const answers = await enrichInTurn(
      pipeline,
      means.map((_, i) => [`guitar ${i}`, `/${i}.png`]),
    );
    expect(answers.map(({ reasons }) => reasons)).toEqual(Array(4).fill(['missing']));
  });
});
