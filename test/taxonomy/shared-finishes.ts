import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';

const folder = fileURLToPath(new URL('../../../shared/', import.meta.url));

/** Tests on it are skipped where the developers' folder of public material is absent. */
export const hasShared = existsSync(folder);
if (!hasShared) process.stderr.write('No ../shared folder: the tests that need it are skipped.\n');

export function readShared(file: string): string {
  return readFileSync(`${folder}${file}`, 'utf8');
}

export function readSharedCsv(file: string): Record<string, string>[] {
  return parse(readShared(file), { columns: true });
}
