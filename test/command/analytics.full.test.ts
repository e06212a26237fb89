import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSeededDatabase } from '../analytics/seed.js';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { honeyburst } from '../support/program.js';

describe('honeyburst analytics', () => {
  it('lists the views and exports them, for a login that may read nothing else', async () => {
    const { url, pool } = await createSeededDatabase();
    const login = `analyst_${new URL(url).pathname.slice(1)}`;
    await pool.query(`CREATE ROLE ${login} LOGIN PASSWORD 'secret' IN ROLE honeyburst_analyst`);
    try {
      const analyst = new URL(url);
      analyst.username = login;
      analyst.password = 'secret';
      const environment = { DATABASE_URL: analyst.href };

      const list = await honeyburst(['analytics', 'list', '--json'], environment);
      expect(list.status).toBe(0);
      const names = JSON.parse(list.stdout).map(({ name }: { name: string }) => name);
      expect(names).toContain('precision_by_model');

      const csv = await honeyburst(['analytics', 'export', 'custom_vision_cost'], environment);
      expect(csv).toMatchObject({
        status: 0,
        stdout:
          'month,resource,calls,usd_at_list_price,calls_so_far\n2026-01-01,https://vision.test,1500,3,1500\n',
      });

      const { folder, remove } = await makeFolder();
      onTestFinished(remove);
      const out = join(folder, 'decisions.parquet');
      const parquet = await honeyburst(
        ['analytics', 'export', 'decision', '--format', 'parquet', '--out', out],
        environment,
      );
      expect(parquet.status).toBe(0);
      const rows = await parquetReadObjects({ file: new Uint8Array(await readFile(out)).buffer });
      expect(rows).toHaveLength(8);
      expect(rows[0]).toMatchObject({ reviewer: 'ann', correct: true, reasons: ['missing'] });
    } finally {
      await pool.query(`DROP ROLE ${login}`);
    }
  });

  it('leaves the file as it was where the view is unknown', async () => {
    const { url } = await createTestDatabase();
    const { folder, remove } = await makeFolder();
    onTestFinished(remove);
    const out = join(folder, 'kept.csv');
    await writeFile(out, 'before');
    const { status, stderr } = await honeyburst(['analytics', 'export', 'nothing', '--out', out], {
      DATABASE_URL: url,
    });
    expect(status).toBe(2);
    expect(stderr).toContain('There is no view nothing; there are: calibration, ');
    expect(await readFile(out, 'utf8')).toBe('before');
    expect(await readdir(folder)).toEqual(['kept.csv']);
  });

  it('says what is missing where the login may read no view', async () => {
    const { url, pool } = await createTestDatabase();
    await pool.query('DROP SCHEMA analytics CASCADE');
    const { status, stderr } = await honeyburst(['analytics', 'export', 'decision'], { DATABASE_URL: url });
    expect(status).toBe(2);
    expect(stderr).toContain('run honeyburst migrate, or grant it the role honeyburst_analyst');
  });
});
