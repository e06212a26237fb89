import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { configSchema } from '../../src/config/config.js';
import { describeSetting, fieldsOf } from '../../src/config/setting.js';

const root = new URL('../../', import.meta.url);
const page = await readFile(new URL('docs/settings.md', root), 'utf8');
const settings = Object.values(fieldsOf(configSchema))
  .flatMap((field) => (describeSetting(field) ? [field] : Object.values(fieldsOf(field))))
  .map((field) => describeSetting(field));

it('every field of the configuration is a setting with a variable of its own', () => {
  expect(settings.length).toBeGreaterThan(40);
  expect(settings).not.toContain(undefined);
  expect(new Set(settings.map((one) => one?.variable)).size).toBe(settings.length);
});

it('docs/settings.md is what npm run settings writes: every variable with its default and meaning', async () => {
  const script = fileURLToPath(new URL('build/scripts/settings.js', root));
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(page, 'npm run build && npm run settings').toBe(stdout);
  for (const setting of settings)
    expect(page).toMatch(new RegExp(`^\\| \`${setting?.variable}\` \\| \\S`, 'm'));
  for (const setting of settings) expect(page).toContain(`| ${setting?.description} |`);
});
