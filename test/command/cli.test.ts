import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../support/database.js';
import { helpOf, honeyburstHere } from '../support/help.js';
import { honeyburst } from '../support/program.js';

async function temporaryHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'cli-'));
  onTestFinished(() => rm(home, { recursive: true }));
  return home;
}

describe('honeyburst', () => {
  it('--help says what each command does', async () => {
    const commands = [...(await helpOf()).matchAll(/^ {2}(?!help)([a-z]+) /gm)].map(([, name]) => name!);
    expect(commands).toEqual(expect.arrayContaining(['quickstart', 'train', 'worker', 'serve', 'taxonomy']));
    for (const command of commands) expect(await helpOf(command)).toContain(`Usage: honeyburst ${command}`);
  });

  it('ends with 2 on bad usage, naming what is wrong', async () => {
    const unknown = await honeyburstHere('bakfill');
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain('backfill');
    const reason = await honeyburstHere('backfill', '--reason', 'ugly');
    expect(reason.status).toBe(2);
    expect(reason.stderr).toContain('contradicts_text');
  });

  it('lists all problems of the configuration at once and ends with 2', async () => {
    const { status, stderr } = await honeyburst(['migrate'], {
      DATABASE_URL: 'mysql://here',
      QUEUE_DEPTH: 'many',
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/DATABASE_URL[\s\S]*QUEUE_DEPTH/);
  });

  it('imports, reports bad rows with their line, and changes nothing the second time', async () => {
    const { url } = await createTestDatabase();
    const home = await temporaryHome();
    const environment = { DATABASE_URL: url, HONEYBURST_HOME: home };
    expect((await honeyburst(['migrate'], environment)).status).toBe(0);
    const file = join(home, 'listings.jsonl');
    await writeFile(
      file,
      '{"external_id":"1","title":"Fender Stratocaster","finish":"","photo_urls":["https://photos.example/1.jpg"]}\nnot json\n{"external_id":"2","title":"Gibson SG Cherry","finish":"Cherry"}\n',
    );
    const first = await honeyburst(['import', file, '--json'], environment);
    expect(first.status).toBe(1);
    expect(JSON.parse(first.stdout)).toMatchObject({
      read: 3,
      inserted: 2,
      failed: 1,
      errors: [{ place: 'line 2' }],
    });
    const second = await honeyburst(['import', file, '--json'], environment);
    expect(JSON.parse(second.stdout)).toMatchObject({ inserted: 0, updated: 0, unchanged: 2 });

    const backfill = await honeyburst(['backfill'], environment);
    expect(backfill.status).toBe(2);
    expect(backfill.stderr).toContain('honeyburst train');
  });

  it('says that a database is to be migrated', async () => {
    const { url, pool } = await createTestDatabase();
    await pool.query('DROP SCHEMA honeyburst CASCADE; DROP SCHEMA analytics CASCADE');
    const { status, stderr } = await honeyburst(['suggestions'], {
      DATABASE_URL: url,
      HONEYBURST_HOME: await temporaryHome(),
    });
    expect(status).toBe(2);
    expect(stderr).toContain('run honeyburst migrate');
  });
});
