/**
 * Imports a generated file of each format into a database of its own and prints rows per second and the greatest
 * resident memory, as JSON. By hand: npm run build && node bench/import-memory.js [megabytes] [format]...
 */
import { spawnSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { importListings } from '../dist/listing/import.js';
import { resolveListings } from '../dist/listing/resolve.js';
import { createLog } from '../dist/log.js';
import { syncTaxonomy } from '../dist/taxonomy/store.js';
import { openScratchDatabase } from './scratch-database.js';

const shapes = ['page', 'array', 'jsonl', 'csv'];

if (process.argv[2] === 'run') await run(process.argv[3], Number(process.argv[4]));
else {
  const [megabytes = '1000', ...chosen] = process.argv.slice(2);
  // A process for each, so that none inherits the memory of another.
  for (const shape of chosen.length > 0 ? chosen : shapes) {
    spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'run', shape, megabytes], {
      stdio: 'inherit',
    });
  }
}

async function run(shape, megabytes) {
  const log = createLog('warn', false);
  const database = await openScratchDatabase({ connections: 4, log });
  const { pool } = database;
  try {
    const taxonomy = await syncTaxonomy(pool);
    const format = shape === 'jsonl' || shape === 'csv' ? shape : 'reverb';
    const startedAt = performance.now();
    const memory = [];
    const counts = await importListings({
      pool,
      taxonomy,
      format,
      source: Readable.from(generate(shape, megabytes * 1e6), { objectMode: false }),
      onProgress: () => memory.push(process.memoryUsage.rss()),
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const quarter = Math.floor(memory.length / 4);
    const peak = (values) => Math.round(Math.max(...values) / 1e6);
    const report = {
      shape,
      megabytes,
      ...counts,
      seconds: Math.round(seconds),
      // Of this process; on a machine that does other things too, the better figure.
      cpuSeconds: Math.round(process.cpuUsage().user / 1e6),
      rowsPerSecond: Math.round(counts.read / seconds),
      megabytesPerSecond: Math.round((megabytes / seconds) * 10) / 10,
      peakRssMegabytes: {
        firstQuarter: peak(memory.slice(0, quarter)),
        lastQuarter: peak(memory.slice(-quarter)),
        whole: Math.round(process.resourceUsage().maxRSS / 1e3),
      },
    };
    if (shape === 'csv') {
      await pool.query('UPDATE honeyburst.listing SET resolved_taxonomy = NULL');
      const resolvedAt = performance.now();
      const resolved = await resolveListings(pool, taxonomy);
      report.resolvedPerSecond = Math.round((resolved / (performance.now() - resolvedAt)) * 1000);
    }
    process.stdout.write(`${JSON.stringify(report)}\n`);
  } finally {
    await database.close();
  }
}

/** A file of about `bytes`, in chunks as a file stream has them; each listing is about 3 kB with 4 photos. */
function* generate(shape, bytes) {
  const description = `<p>Plays well, "very" clean, some wear.</p>\n`.repeat(45);
  const finishes = ['Fiesta Red', '', '3 Tone Sunburst', 'red', 'see photos', 'Olympic White', 'unobtainium'];
  const listing = (n) => ({
    id: 10_000_000 + n,
    make: 'Fender',
    model: 'Stratocaster',
    year: '1964',
    title: `Fender Stratocaster ${finishes[(n * 3) % 7]} ${n}`,
    description,
    finish: finishes[n % 7],
    state: { slug: 'live' },
    photos: [1, 2, 3, 4].map((p) => ({
      _links: {
        full: { href: `https://photos.test/i/s--AAAAAAAA--/quality=medium-low,height=800/${n}-${p}.jpg` },
      },
    })),
  });
  const quote = (text) => `"${text.replaceAll('"', '""')}"`;
  const row = (n) => {
    const { id, photos, state, ...fields } = listing(n);
    return [
      id,
      ...Object.values(fields).map(quote),
      state.slug,
      quote(photos.map((p) => p._links.full.href).join('|')),
    ].join(',');
  };
  const [head, tail, separator, write] = {
    page: ['{"total":1,"listings":[', ']}', ',', (n) => JSON.stringify(listing(n))],
    array: ['[\n', ']\n', ',\n', (n) => JSON.stringify(listing(n), null, 2)],
    jsonl: ['', '', '\n', (n) => JSON.stringify(listing(n))],
    csv: ['external_id,make,model,year,title,description,finish,state,photo_urls\n', '', '\n', row],
  }[shape];
  let text = head;
  let sent = 0;
  for (let n = 0; sent + text.length < bytes; n++) {
    text += (n > 0 ? separator : '') + write(n);
    if (text.length >= 65_536) {
      yield Buffer.from(text);
      sent += text.length;
      text = '';
    }
  }
  yield Buffer.from(text + tail);
}
