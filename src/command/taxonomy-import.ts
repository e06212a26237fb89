import type { Command } from 'commander';
import { readText } from '../read-text.js';
import { importTaxonomy } from '../taxonomy/store.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import { type CommandContext, onRun } from './command.js';

interface Options {
  families?: string;
  replace?: boolean;
  json?: boolean;
}

export function addTaxonomyImport(taxonomy: Command): void {
  const command = taxonomy
    .command('import')
    .description(
      'adds families and finishes from CSV, or replaces those of the same slug; see docs/taxonomy.md',
    )
    .argument(
      '<finishes>',
      'CSV with slug,name,family,swatch and optionally makers,aliases,codes,translations (lists, with | between)',
    )
    .option(
      '--families <csv>',
      'CSV with slug,name,swatch and optionally words,translations,wins_over,plain (lists, with | between)',
    )
    .option('--replace', 'makes these files the whole taxonomy: nothing else remains; needs --families')
    .option('--json', 'prints one JSON document');
  onRun<[string], Options>(command, async ({ app, report }, file, { families, replace }) => {
    const csv = {
      finishes: await readText(file),
      families: families === undefined ? undefined : await readText(families),
    };
    const { pool } = await app.database();
    reportVersion(report, await importTaxonomy(pool, { ...csv, replace }));
  });
}

/** Reports a version that was stored. */
export function reportVersion(
  report: CommandContext['report'],
  { version, families, finishes }: Taxonomy,
): void {
  report(
    { version, families: families.size, finishes: finishes.size },
    () =>
      `Version ${version}: ${families.size} families, ${finishes.size} finishes. The next backfill resolves listings again.`,
  );
}
