import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Pool } from '../../src/database/pool.js';
import { createTestDatabase } from '../support/database.js';
import { makeFolder } from '../support/folder.js';
import { type SeededCatalogue, seedCatalogue } from './seed.js';
import { startServe } from './serve.js';

const executablePath = '/usr/bin/chromium';
const hasChromium = existsSync(executablePath);
if (!hasChromium) process.stderr.write(`No ${executablePath}: the review page is not driven.\n`);

describe.skipIf(!hasChromium)('the review page', () => {
  let browser: Browser;
  let catalogue: SeededCatalogue;
  let pool: Pool;
  let url: string;
  let cookie: Awaited<ReturnType<typeof startServe>>['cookie'];
  /** Of the suggestions, the most doubtful first, as the page shows them. */
  let ids: number[];
  const releases: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const database = await createTestDatabase((release) => releases.push(release));
    pool = database.pool;
    const { folder, remove } = await makeFolder();
    releases.push(remove);
    catalogue = await seedCatalogue(pool, folder);
    releases.push(() => catalogue.photos.close());
    const serve = await startServe({
      DATABASE_URL: database.url,
      HONEYBURST_HOME: folder,
      PHOTO_ALLOW_HOSTS: '127.0.0.1',
      REVIEW_BLIND_SHARE: '0',
    });
    releases.push(() => serve.close());
    ({ url, cookie } = serve);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    releases.push(() => browser.close());
  });
  afterAll(async () => {
    for (const release of releases.reverse()) await release();
  });
  beforeEach(async () => {
    ids = await catalogue.suggestAgain();
  });

  async function open(path = '/', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    onTestFinished(() => context.close());
    await context.addCookies([cookie]);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    onTestFinished(() => expect(errors).toEqual([]));
    await page.goto(url + path);
    return page;
  }
  /** Until the first suggestion can be decided. */
  const ready = (page: Page) =>
    page.locator('button[aria-keyshortcuts="A"][aria-disabled="false"]').waitFor();
  const statuses = async () => {
    const { rows } = await pool.query<{ id: number; status: string }>(
      'SELECT id, status FROM honeyburst.suggestion',
    );
    return new Map(rows.map(({ id, status }) => [id, status]));
  };
  const untilStatus = async (id: number, status: string) => {
    await expect.poll(async () => (await statuses()).get(id)).toBe(status);
  };

  it('accepts, rejects and undoes by one key each, and goes on to the next', async () => {
    const page = await open();
    await ready(page);
    await page.keyboard.press('a');
    await untilStatus(ids[0]!, 'accepted');
    await page.keyboard.press('r');
    await untilStatus(ids[1]!, 'rejected');
    await page.keyboard.press('u');
    await untilStatus(ids[1]!, 'pending');
    const { rows } = await pool.query(
      'SELECT decision, reviewer FROM honeyburst.review WHERE suggestion_id = ANY ($1) ORDER BY id',
      [ids.slice(0, 2)],
    );
    expect(rows).toEqual(
      ['accepted', 'rejected', 'undone'].map((decision) => ({ decision, reviewer: 'local' })),
    );
  });

  it('shows bursts as gradients, and families in their own colour by their words in any language', async () => {
    const page = await open();
    await ready(page);
    await page.keyboard.press('e');
    const first = page.getByRole('option').first();
    const style = () => first.locator('.swatch').getAttribute('style');
    await page.getByRole('combobox').fill('3-color sunburst');
    await first.filter({ hasText: '3-Color Sunburst' }).waitFor();
    expect(await style()).toContain('radial-gradient');
    await page.getByRole('combobox').fill('rouge');
    await first.filter({ hasText: 'Red, finish unknown' }).waitFor();
    expect(await style()).toBe('background: rgb(180, 22, 29);');
  });

  it('takes another finish by type-ahead, from the keyboard alone', async () => {
    const page = await open();
    await ready(page);
    await page.keyboard.press('e');
    await page.getByRole('combobox').fill('lake plac');
    await page
      .getByRole('option', { name: /Lake Placid Blue/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await untilStatus(ids[0]!, 'edited');
    const { rows } = await pool.query('SELECT finish FROM honeyburst.review WHERE suggestion_id = $1', [
      ids[0],
    ]);
    expect(rows).toEqual([{ finish: 'lake-placid-blue' }]);
  });

  it('accepts together what is selected, after showing it', async () => {
    const page = await open();
    await ready(page);
    for (const key of ['x', 'j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await page.keyboard.press('Shift+A');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await dialog.getByRole('button', { name: /^Accept/ }).click();
    for (const id of ids.slice(0, 3)) await untilStatus(id, 'accepted');
    const { rows } = await pool.query('SELECT count(*)::int AS bulk FROM honeyburst.review WHERE bulk');
    expect(rows).toEqual([{ bulk: 3 }]);
  });

  it('tells a reviewer kindly that another was quicker, and keeps that decision', async () => {
    const [first, second] = [await open(), await open()];
    await ready(first);
    await ready(second);
    await first.keyboard.press('r');
    await untilStatus(ids[0]!, 'rejected');
    await second.keyboard.press('a');
    await expect
      .poll(() => second.getByRole('status').first().textContent())
      .toMatch(/already|quicker|rejected/i);
    expect((await statuses()).get(ids[0]!)).toBe('rejected');
  });

  it('lets ten be decided by keyboard without waiting for the mouse', async () => {
    const page = await open();
    await ready(page);
    for (let i = 0; i < 10; i++) await page.keyboard.press('a');
    await expect
      .poll(async () => [...(await statuses()).values()].filter((status) => status === 'accepted').length)
      .toBe(10);
  });

  it('keeps filters in the address and shows what they leave', async () => {
    const page = await open('/?reason=missing');
    await ready(page);
    const { rows } = await pool.query(
      `SELECT count(*)::int AS missing FROM honeyburst.suggestion WHERE 'missing' = ANY (reasons)`,
    );
    await expect.poll(() => page.locator('header').textContent()).toContain(`${rows[0].missing}`);
  });

  it('fits a phone of 360 pixels, without scrolling sideways and with the actions in reach', async () => {
    const page = await open('/', { viewport: { width: 360, height: 740 } });
    await ready(page);
    await page.waitForTimeout(300);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await page.getByRole('button', { name: 'Accept' }).click();
    await untilStatus(ids[0]!, 'accepted');
  });

  it.for([
    ['light', '/', { colorScheme: 'light' }],
    ['dark', '/', { colorScheme: 'dark' }],
    ['on a phone', '/', { viewport: { width: 360, height: 740 } }],
    ['of the overview', '/#/overview', {}],
    ['of the overview in the dark', '/#/overview', { colorScheme: 'dark' }],
  ] as const)('has no serious fault of accessibility %s', async ([, path, options]) => {
    const page = await open(path, options as BrowserContextOptions);
    await page.getByRole('heading').first().waitFor();
    await page.waitForTimeout(500);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
