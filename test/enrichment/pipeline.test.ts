import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { dispatchPage } from '../../src/enrichment/dispatch.js';
import { retryFailed } from '../../src/enrichment/reopen.js';
import { listSuggestions } from '../../src/suggestion/store.js';
import { backends } from '../queue/backends.js';
import { addPhotos, type Colour, insertListing, photo, readLedger } from './catalogue.js';
import { createColourClassifier } from './colour-classifier.mjs';
import { createPipeline, insertListings, states } from './pipeline.js';

const right = { match: 'exact', slug: 'fiesta-red', family: 'red', finish: 'Fiesta Red' } as const;

describe.for(backends)('the pipeline on $backend', (backend) => {
  it('suggests the finish of every listing that lacks one', async () => {
    const finishes: Colour[] = ['fiesta-red', 'candy-apple-red', 'lake-placid-blue', 'black'];
    const photos: Record<string, Buffer> = {};
    for (const finish of finishes) photos[`/${finish}.jpg`] = await photo(finish);
    const pipeline = await createPipeline(backend, { photos, depth: 10 });
    const groups = Array.from({ length: 40 }, (_, i) => [`/${finishes[i % 4]}.jpg`]);
    const ids = await insertListings(pipeline, groups);
    expect((await pipeline.backfill()).added).toBe(40);

    expect(await pipeline.drain()).toMatchObject({ suggested: 40, error: 0 });
    const suggestions = await listSuggestions(pipeline.pool, { status: 'pending', limit: 100 });
    expect(new Map(suggestions.map((s) => [s.listingId, [s.level, s.finish]]))).toEqual(
      new Map(ids.map((id, i) => [id, ['finish', finishes[i % 4]]])),
    );
    expect(await states(pipeline)).toEqual({ done: 40 });
    expect(await pipeline.queue.depth()).toBe(0);
  });

  it('does the same work once however often it is queued', async () => {
    const pipeline = await createPipeline(backend, { photos: { '/a.jpg': await photo('fiesta-red') } });
    await insertListings(pipeline, [['/a.jpg'], ['/a.jpg']]);
    await pipeline.backfill();
    const rows = await readLedger(pipeline.pool);
    const copies = rows.flatMap(({ id }) =>
      Array.from({ length: 8 }, (_, i) => ({ enrichmentId: id, dispatches: 100 + i, priority: 1 })),
    );
    await pipeline.queue.add(copies);
    const { suggested } = await pipeline.drain();
    expect(suggested).toBe(2);
    expect(await listSuggestions(pipeline.pool, { limit: 100 })).toHaveLength(2);
  });

  it('goes on when the queue has lost its jobs', async () => {
    const pipeline = await createPipeline(backend, { photos: { '/a.jpg': await photo('black') } });
    await insertListings(pipeline, Array(6).fill(['/a.jpg']));
    await pipeline.backfill();
    await dispatchPage({ pool: pipeline.pool, queue: pipeline.queue, depth: 100 });
    expect(await states(pipeline)).toEqual({ dispatched: 6 });
    await pipeline.loseJobs();
    expect(await pipeline.queue.depth()).toBe(0);
    expect(await pipeline.drain()).toMatchObject({ suggested: 6 });
    expect((await readLedger(pipeline.pool)).map((row) => row.dispatches)).toEqual(Array(6).fill(2));
  });

  it('tries what may pass again, and keeps what does not with its code and attempts until it is retried', async () => {
    let healthy = false;
    const image = await photo('lake-placid-blue');
    let calls = 0;
    const pipeline = await createPipeline(backend, {
      photos: {
        '/flaky.jpg': image,
        '/down.jpg': (_, response) => {
          if (healthy) response.end(image);
          else response.destroy();
        },
      },
      classifier: createColourClassifier({
        onClassify: () => {
          if (++calls === 1) throw new Error('the first call fails');
        },
      }),
    });
    await insertListings(pipeline, [['/flaky.jpg']]);
    await pipeline.backfill();
    expect(await pipeline.drain()).toMatchObject({ suggested: 1, error: 1 });
    expect((await readLedger(pipeline.pool))[0]).toMatchObject({
      state: 'done',
      attempts: 2,
      error_code: null,
    });

    await insertListings(pipeline, [['/down.jpg']]);
    await pipeline.backfill();
    expect(await pipeline.drain()).toMatchObject({ suggested: 0, error: 2, failed: 1 });
    expect((await readLedger(pipeline.pool))[1]).toMatchObject({
      state: 'failed',
      stage: 'fetch',
      error_code: 'photo_unreachable',
      attempts: 3,
      photo_errors: [{ position: 1, stage: 'fetch', code: 'photo_unreachable' }],
    });

    healthy = true;
    expect(await retryFailed(pipeline.pool, 'photo_unreachable')).toBe(1);
    expect(await pipeline.drain()).toMatchObject({ suggested: 1, error: 0 });
    expect(await states(pipeline)).toEqual({ done: 2 });
  });

  it('lets a fresh listing overtake a backfill that fills the queue', async () => {
    const pipeline = await createPipeline(backend, {
      photos: { '/a.jpg': await photo('black') },
      concurrency: 1,
      depth: 10,
    });
    await insertListings(pipeline, Array(30).fill(['/a.jpg']));
    await pipeline.backfill();
    const dispatch = () => dispatchPage({ pool: pipeline.pool, queue: pipeline.queue, depth: 10 });
    expect(await dispatch()).toBe(9);
    expect(await dispatch()).toBe(0);
    const [fresh] = await insertListings(pipeline, [['/a.jpg']]);
    await pipeline.backfill({ priority: 1, listingIds: [fresh!] });
    expect(await dispatch()).toBe(1);
    expect(await pipeline.queue.depth()).toBe(10);

    await pipeline.drain();
    const { rows } = await pipeline.pool.query<{ listing_id: number }>(
      'SELECT listing_id FROM honeyburst.enrichment ORDER BY finished_at',
    );
    expect(rows[0]!.listing_id).toBe(fresh);
    expect(rows).toHaveLength(31);
  });

  it('never holds more jobs than its depth', async () => {
    const depths: number[] = [];
    const pipeline = await createPipeline(backend, { photos: { '/a.jpg': await photo('black') }, depth: 8 });
    await insertListings(pipeline, Array(60).fill(['/a.jpg']));
    await pipeline.backfill();
    const drains = [pipeline.drain(), pipeline.drain(), pipeline.drain()];
    let draining = true;
    void Promise.all(drains).finally(() => {
      draining = false;
    });
    while (draining) {
      depths.push(await pipeline.queue.depth());
      await sleep(5);
    }
    const summaries = await Promise.all(drains);
    expect(summaries.reduce((sum, { suggested }) => sum + suggested, 0)).toBe(60);
    expect(Math.max(...depths)).toBeGreaterThan(0);
    expect(Math.max(...depths)).toBeLessThanOrEqual(8);
  });

  it('enriches a changed listing again, and supersedes what it had suggested', async () => {
    const photos = { '/red.jpg': await photo('fiesta-red'), '/blue.jpg': await photo('lake-placid-blue') };
    const pipeline = await createPipeline(backend, { photos });
    const [id] = await insertListings(pipeline, [['/red.jpg']]);
    await pipeline.backfill();
    await pipeline.drain();
    await pipeline.pool.query('DELETE FROM honeyburst.listing_photo WHERE listing_id = $1', [id]);
    await addPhotos(pipeline.pool, id!, [`${pipeline.server.url}/blue.jpg`]);
    await pipeline.backfill();
    await pipeline.drain();
    const suggestions = await listSuggestions(pipeline.pool, { limit: 10 });
    expect(suggestions.map(({ status, finish }) => [status, finish])).toEqual([
      ['superseded', 'fiesta-red'],
      ['pending', 'lake-placid-blue'],
    ]);
  });

  it('stops gracefully in the middle, and another worker finishes', async () => {
    const image = await photo('black');
    const pipeline = await createPipeline(backend, {
      photos: { '/a.jpg': (_, response) => void setTimeout(() => response.end(image), 20) },
    });
    await insertListings(pipeline, Array(40).fill(['/a.jpg']));
    await pipeline.backfill();
    const stopping = new AbortController();
    const first = await pipeline.drain({ signal: stopping.signal, onOutcome: () => stopping.abort() });
    expect(first.suggested).toBeLessThan(40);
    expect((await readLedger(pipeline.pool)).filter((row) => row.running)).toEqual([]);
    const second = await pipeline.drain();
    expect(first.suggested + second.suggested).toBe(40);
  });
});

describe('the photos of a listing', () => {
  const [backend] = backends;

  it('are classified once where they are the same, within a listing and across listings', async () => {
    const classified: number[] = [];
    const pipeline = await createPipeline(backend!, {
      photos: {
        '/red.jpg': await photo('fiesta-red'),
        '/twin.jpg': await photo('fiesta-red'),
        '/other.jpg': await photo('fiesta-red', 1),
      },
      classifier: createColourClassifier({ onClassify: (photos) => void classified.push(photos) }),
      concurrency: 1,
    });
    await insertListings(pipeline, [['/red.jpg', '/twin.jpg', '/other.jpg']]);
    await pipeline.backfill();
    await pipeline.drain();
    expect(classified).toEqual([1, 1]);
    await insertListings(pipeline, [['/twin.jpg'], ['/other.jpg', '/red.jpg']]);
    await pipeline.backfill();
    await pipeline.drain();
    expect(classified).toEqual([1, 1]);
    const { rows } = await pipeline.pool.query('SELECT count(*) FROM honeyburst.prediction');
    expect(rows).toEqual([{ count: 6 }]);
    const [suggestion] = await listSuggestions(pipeline.pool, { limit: 1 });
    expect(suggestion!.evidence.photos.map((one) => 'weight' in one && one.weight)).toEqual([0.5, 0, 0.5]);
  });

  it('may be bad in part: the good ones decide, and what was wrong is kept', async () => {
    const pipeline = await createPipeline(backend!, {
      photos: { '/red.jpg': await photo('fiesta-red'), '/text.jpg': 'no photo at all' },
    });
    await insertListings(pipeline, [['/gone.jpg', '/red.jpg', '/text.jpg']]);
    await pipeline.backfill();
    expect(await pipeline.drain()).toMatchObject({ suggested: 1, error: 0 });
    expect((await readLedger(pipeline.pool))[0]).toMatchObject({
      state: 'done',
      finish: 'fiesta-red',
      photo_errors: [
        { position: 1, stage: 'fetch', code: 'photo_not_found' },
        { position: 3, stage: 'decode', code: 'photo_not_an_image' },
      ],
    });
    const [suggestion] = await listSuggestions(pipeline.pool, { limit: 1 });
    expect(
      suggestion!.evidence.photos.map((one) => ('error' in one ? one.error.code : one.family.label)),
    ).toEqual(['photo_not_found', 'red', 'photo_not_an_image']);
  });

  it('fail the listing at once when all are bad for good, with the commonest code', async () => {
    const pipeline = await createPipeline(backend!, { photos: { '/text.jpg': 'no photo at all' } });
    await insertListings(pipeline, [['/text.jpg', '/gone.jpg', '/gone-too.jpg']]);
    await pipeline.backfill();
    expect(await pipeline.drain()).toMatchObject({ suggested: 0, error: 0, failed: 1 });
    expect((await readLedger(pipeline.pool))[0]).toMatchObject({
      state: 'failed',
      stage: 'fetch',
      error_code: 'photo_not_found',
      attempts: 1,
    });
  });

  it('are tried again when all are bad but one may pass', async () => {
    let calls = 0;
    const image = await photo('black');
    const pipeline = await createPipeline(backend!, {
      photos: {
        '/busy.jpg': (_, response) => {
          if (++calls > 3) response.end(image);
          else response.destroy();
        },
      },
    });
    await insertListings(pipeline, [['/gone.jpg', '/busy.jpg', '/gone-too.jpg']]);
    await pipeline.backfill();
    expect(await pipeline.drain()).toMatchObject({ suggested: 1, error: 1 });
    expect((await readLedger(pipeline.pool))[0]).toMatchObject({ state: 'done', attempts: 2 });
  });

  it('count for little where they show no guitar', async () => {
    const pipeline = await createPipeline(backend!, {
      photos: { '/case.jpg': await photo('grey'), '/red.jpg': await photo('fiesta-red') },
    });
    await insertListings(pipeline, [['/case.jpg', '/red.jpg']]);
    await pipeline.backfill();
    await pipeline.drain();
    expect(await listSuggestions(pipeline.pool, { limit: 1 })).toMatchObject([
      { finish: 'fiesta-red', reasons: ['missing'] },
    ]);
  });

  it('confirm a stated finish without a suggestion, or contradict it', async () => {
    const pipeline = await createPipeline(backend!, {
      photos: { '/red.jpg': await photo('fiesta-red'), '/blue.jpg': await photo('lake-placid-blue') },
    });
    await insertListing(pipeline.pool, { ...right, photos: [`${pipeline.server.url}/red.jpg`] });
    const wrong = await insertListing(pipeline.pool, {
      ...right,
      photos: [`${pipeline.server.url}/blue.jpg`],
    });
    expect((await pipeline.backfill()).added).toBe(0);
    expect((await pipeline.backfill({ check: true })).byReason).toEqual({ unchecked: 2 });
    expect(await pipeline.drain()).toMatchObject({ suggested: 1, confirmed: 1 });
    expect(await listSuggestions(pipeline.pool, { limit: 10 })).toMatchObject([
      { listingId: wrong, finish: 'lake-placid-blue', reasons: ['contradicts_photo'] },
    ]);
    const { rows } = await pipeline.pool.query('SELECT * FROM honeyburst.finding');
    expect(rows).toEqual([{ listing_id: wrong, reason: 'contradicts_photo' }]);
  });
});
