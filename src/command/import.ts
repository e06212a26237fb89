import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { UsageError } from '../errors.js';
import { importListings } from '../listing/import.js';
import { detectFormat, type ListingFormat, listingFormats, openListings } from '../listing/read.js';
import { onRun } from './command.js';
import { printable } from './text/table.js';

interface Options {
  format?: ListingFormat;
  json?: boolean;
}

const shownErrors = 20;

export function addImport(program: Command): void {
  const command = program
    .command('import')
    .description(
      'inserts or updates listings with their photos; importing the same file again changes nothing',
    )
    .argument('<file>', 'JSON, JSONL or CSV file, also .gz; - reads standard input')
    .addOption(
      new Option('--format <format>', 'format of the file (default: by its name)').choices(listingFormats),
    )
    .option('--json', 'prints one JSON document');
  onRun<[string], Options>(command, async ({ app, report }, file, options) => {
    if (file === '-' && !options.format) throw new UsageError('Standard input needs --format.');
    const source = file === '-' ? process.stdin : await openListings(file);
    const format = options.format ?? detectFormat(file);
    const { pool, taxonomy } = await app.database();
    const errors: { place: string; error: string }[] = [];
    const warnings: { place: string; warning: string }[] = [];
    let warned = 0;
    app.progress.start(`importing ${file === '-' ? 'standard input' : basename(file)}`);
    const counts = await importListings({
      pool,
      taxonomy,
      source,
      format,
      onProgress: (rows) => app.progress.advance(rows),
      onRowError(row) {
        if (errors.length < shownErrors) errors.push(row);
        app.log.warn(row, 'row skipped');
      },
      onRowWarning(row) {
        if (++warned <= shownErrors) warnings.push(row);
        app.log.warn(row, 'part of a row left out');
      },
    });
    app.progress.finish();
    // The good rows are stored. The exit status says that some rows were bad.
    if (counts.failed > 0) process.exitCode = 1;
    report({ ...counts, warned, errors, warnings }, () => {
      const lines = [
        `${counts.read} rows read: ${counts.inserted} new, ${counts.updated} changed, ${counts.unchanged} unchanged, ${counts.failed} skipped.`,
        ...errors.map(({ place, error }) => `  ${place}: ${printable(error, 200)}`),
      ];
      if (counts.failed > errors.length)
        lines.push(`  and ${counts.failed - errors.length} more; the log names them`);
      if (counts.withoutPhotos > 0)
        lines.push(
          `${counts.withoutPhotos} listings on sale have no photo: only their words can tell a finish.`,
        );
      if (warned > 0)
        lines.push(`${warned} values could not be used; their listings are stored without them:`);
      lines.push(...warnings.map(({ place, warning }) => `  ${place}: ${printable(warning, 200)}`));
      if (warned > warnings.length) lines.push(`  and ${warned - warnings.length} more; the log names them`);
      return lines.join('\n');
    });
  });
}
