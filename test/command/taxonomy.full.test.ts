import { expect, it } from 'vitest';
import { syncTaxonomy } from '../../src/taxonomy/store.js';
import { createTestDatabase } from '../support/database.js';
import { honeyburst } from '../support/program.js';

it('lists, shows and matches families and finishes with makers, codes and translations', async () => {
  const { pool, url } = await createTestDatabase();
  await syncTaxonomy(pool);
  const run = (...args: string[]) => honeyburst(args, { DATABASE_URL: url });

  const { stdout: list } = await run('taxonomy');
  const line = (start: RegExp) => list.split('\n').find((one) => start.test(one));
  expect(line(/^red +Red /)).toContain('burgundy');
  expect(line(/^black +black +Black /)).toContain('de:Schwarz');
  expect(line(/^red +fiesta-red /)).toContain('FRD');

  const { stdout: both } = await run('taxonomy', 'show', 'black');
  expect(both).toContain('Gibson:EB');
  expect(both).toMatch(/wins over +sunburst/);
  const { stdout: json } = await run('taxonomy', 'show', 'honey-burst', '--json');
  expect(JSON.parse(json)).toMatchObject([
    { slug: 'honey-burst', swatch: expect.any(Array), codes: expect.any(Array) },
  ]);

  const { stdout: match } = await run('taxonomy', 'match', 'CH', '--make', 'Epiphone');
  expect(match).toMatch(/kind +alias\nfinish +cherry\nfamily +red\n/);
  expect((await run('taxonomy', 'match', 'rot')).stdout).toBe('vague (red)\n');

  for (const [args, told] of [
    [['taxonomy', 'show', 'puce'], 'There is no family or finish puce'],
    [['taxonomy', 'import', '/no/such.csv'], '/no/such.csv cannot be used'],
    [['taxonomy', 'import', 'data/finishes.csv', '--replace'], '--replace needs --families'],
    [['suggestions', '--family', 'puce'], 'use one of black, white'],
    [['suggestions', '--finish', 'puce'], 'there is no such finish'],
  ] as const) {
    const { status, stderr } = await run(...args);
    expect({ args, status }).toEqual({ args, status: 2 });
    expect(stderr).toContain(told);
  }
});
