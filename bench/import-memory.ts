import { spawnSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { importListings } from '#dist/listing/import.js';
import { resolveListings } from '#dist/listing/resolve.js';
import { createLog } from '#dist/log.js';
import { syncTaxonomy } from '#dist/taxonomy/store.js';
import { number, readArguments, text } from './rig/arguments.js';
import { isListingFile, type ListingFile, listingFiles, writeListingFile } from './rig/listing-file.js';
import { benchFile } from './rig/paths.js';
import { openScratchDatabase } from './rig/scratch-database.js';
import { round, timed } from './rig/statistics.js';

const { flags } = readArguments({
  about: `
Imports a generated file of each format into a database of its own. Prints rows per second and the greatest resident
memory, one line of JSON for each format: ${listingFiles.join(', ')}.`,
  flags: {
    megabytes: number('size of each file', 1000),
    formats: text('formats, with commas between them', listingFiles.join(',')),
  },
});

const [first, ...others] = flags.formats.split(',');
if (others.length > 0) {
  // A process for each, so that none inherits the memory of another.
  for (const format of [first, ...others]) {
    const args = ['--formats', `${format}`, '--megabytes', `${flags.megabytes}`];
    spawnSync(process.execPath, [benchFile('import-memory.js'), ...args], { stdio: 'inherit' });
  }
} else if (isListingFile(first)) await measure(first, flags.megabytes);
else throw new Error(`There is no format ${first}: the formats are ${listingFiles.join(', ')}.`);

async function measure(file: ListingFile, megabytes: number): Promise<void> {
  const database = await openScratchDatabase({ connections: 4, log: createLog('warn', false) });
  const { pool } = database;
  try {
    const taxonomy = await syncTaxonomy(pool);
    const memory: number[] = [];
    const { result: counts, seconds } = await timed(() =>
      importListings({
        pool,
        taxonomy,
        format: file === 'jsonl' || file === 'csv' ? file : 'reverb',
        source: Readable.from(writeListingFile(file, megabytes * 1e6), { objectMode: false }),
        onProgress: () => memory.push(process.memoryUsage.rss()),
      }),
    );
    const quarter = Math.floor(memory.length / 4);
    const peak = (values: readonly number[]) => Math.round(Math.max(...values) / 1e6);
    const report = {
      shape: file,
      megabytes,
      ...counts,
      seconds: Math.round(seconds),
      // Of this process; the better figure on a machine that does other things too.
      cpuSeconds: Math.round(process.cpuUsage().user / 1e6),
      rowsPerSecond: Math.round(counts.read / seconds),
      megabytesPerSecond: round(megabytes / seconds, 1),
      peakRssMegabytes: {
        firstQuarter: peak(memory.slice(0, quarter)),
        lastQuarter: peak(memory.slice(-quarter)),
        whole: Math.round(process.resourceUsage().maxRSS / 1e3),
      },
    };
    const resolved = file === 'csv' ? { resolvedPerSecond: await measureResolving() } : {};
    process.stdout.write(`${JSON.stringify({ ...report, ...resolved })}\n`);

    async function measureResolving(): Promise<number> {
      await pool.query('UPDATE honeyburst.listing SET resolved_taxonomy = NULL');
      const { result, seconds } = await timed(() => resolveListings(pool, taxonomy));
      return Math.round(result / seconds);
    }
  } finally {
    await database.close();
  }
}
