import { expect, it } from 'vitest';
import { emptyEvidence, plain, suggest, suggestMany } from '../review/pending.js';
import { createTestService } from './service.js';

it('gives every suggestion once, page by page, in each order', async () => {
  const { pool, ask } = await createTestService();
  const ids = await suggestMany(pool, 25);
  for (const order of ['doubtful', 'surest', 'newest', 'suspicious']) {
    const seen: number[] = [];
    let after = '';
    for (;;) {
      const { body } = await ask('analyst', 'GET', `/v1/suggestions?order=${order}&limit=10${after}`);
      seen.push(...body.items.map(({ id }: { id: number }) => id));
      if (body.next === undefined) break;
      after = `&after=${body.next}`;
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual(ids);
  }
});

it('filters, counts and shows one', async () => {
  const { pool, ask } = await createTestService();
  const red = await suggest(pool, { confidence: 0.75, reasons: ['vague'] });
  await suggest(pool, { family: 'black', finish: 'black', confidence: 0.25 });
  const list = async (query: string) => {
    const { body } = await ask('reviewer', 'GET', `/v1/suggestions?${query}`);
    return body.items.map(({ id }: { id: number }) => id);
  };
  const filters = [
    ...['family=red', 'finish=fiesta-red', 'minConfidence=0.75', 'reason=vague', 'level=finish&family=red'],
    ...['minConfidence=0.5&maxConfidence=1', 'family=red&maxAgeDays=1', 'family=red&model=colour'],
  ];
  for (const query of filters) {
    expect(await list(query)).toEqual([red.id]);
    const { body } = await ask('reviewer', 'GET', `/v1/suggestions/counts?${query}`);
    expect(body.matching).toBe(1);
  }
  for (const query of [
    'minAgeDays=1',
    'status=accepted',
    'make=Fender',
    'model=other',
    'maxConfidence=1e-300',
  ]) {
    expect(await list(query)).toEqual([]);
  }
  const { body } = await ask('reviewer', 'GET', `/v1/suggestions/${red.id}`);
  expect(body).toMatchObject({
    id: red.id,
    suggested: { family: { label: 'red' }, finish: { label: 'fiesta-red', swatch: ['#cd4237'] } },
    createdAt: expect.stringMatching(/Z$/),
  });
});

it('refuses filters that do not exist and places of another order', async () => {
  const { pool, ask } = await createTestService();
  await suggestMany(pool, 2);
  const code = async (query: string) => {
    const { status, body } = await ask('reviewer', 'GET', `/v1/suggestions?${query}`);
    return `${status} ${body.code}`;
  };
  const { body } = await ask('reviewer', 'GET', '/v1/suggestions?limit=1');
  expect(await code(`order=newest&after=${body.next}`)).toBe('400 wrong_cursor');
  expect(await code('after=x')).toBe('400 wrong_cursor');
  const forged = Buffer.from(JSON.stringify(['newest', 1e300, 1])).toString('base64url');
  expect(await code(`order=newest&after=${forged}`)).toBe('400 invalid_request');
  for (const query of [
    'colour=red',
    'status=open',
    'limit=0',
    'limit=9999',
    'minConfidence=2',
    'family=%00',
  ]) {
    expect(await code(query)).toBe('400 invalid_request');
  }
});

it('tells nobody what is to be decided blind', async () => {
  const { pool, ask } = await createTestService({ review: { ...plain, blindShare: 1 } });
  const { id } = await suggest(pool, {
    listing: { finish: 'Black', match: 'exact' },
    reasons: ['contradicts_photo'],
    evidence: {
      ...emptyEvidence,
      photos: [
        {
          ...{ position: 0, url: 'http://photos.test/1.jpg', bodyShare: 0.8, weight: 1 },
          family: { label: 'red', confidence: 0.99 },
          finish: { label: 'fiesta-red', confidence: 0.9 },
        },
      ],
    },
  });
  const { rows } = await pool.query<{ external_id: string }>('SELECT external_id FROM honeyburst.listing');
  const addresses = [
    ...['/v1/suggestions', `/v1/suggestions/${id}`],
    ...['/v1/listings', `/v1/listings/${rows[0]!.external_id}`],
  ];
  for (const address of addresses) {
    const { status, text } = await ask('reviewer', 'GET', address);
    expect(status).toBe(200);
    expect(text).not.toMatch(/fiesta|"red"|0\.9|contradicts_photo/i);
  }
  expect((await ask('reviewer', 'GET', '/v1/suggestions?family=red')).body.items).toEqual([]);
});
