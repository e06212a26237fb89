import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { UsageError } from '../errors.js';
import { importFinishes } from '../taxonomy/store.js';
import { onRun } from './command.js';
import { formatTable } from './text/table.js';

type Json = { json?: boolean };
const json = ['--json', 'prints one JSON document'] as const;

export function addTaxonomy(program: Command): void {
  const taxonomy = program.command('taxonomy').description('lists, imports and matches finishes');

  const list = taxonomy
    .command('list', { isDefault: true })
    .description('lists all finishes by family')
    .option(...json);
  onRun<[], Json>(list, async ({ app, report }) => {
    const { version, finishes } = (await app.database()).taxonomy;
    const all = [...finishes.values()].sort((a, b) => (a.family + a.slug < b.family + b.slug ? -1 : 1));
    report({ version, finishes: all }, () =>
      formatTable(
        ['family', 'finish', 'name', 'makers', 'aliases', 'origin'],
        all.map((f) => [f.family, f.slug, f.name, f.makers.join(', '), f.aliases.join(', '), f.origin]),
      ),
    );
  });

  const add = taxonomy
    .command('import')
    .description(
      'adds or replaces finishes from a CSV: slug,name,family,makers,aliases,swatch (makers and aliases separated by |)',
    )
    .argument('<file>')
    .option(...json);
  onRun<[string], Json>(add, async ({ app, report }, file) => {
    const text = await readFile(file, 'utf8').catch((cause) => {
      throw new UsageError(`Cannot read ${file}: check the name.`, { cause });
    });
    const { pool } = await app.database();
    const { version, finishes } = await importFinishes(pool, text);
    report(
      { version, finishes: finishes.size },
      () =>
        `Version ${version}: ${finishes.size} finishes. The next backfill reads the stated finishes of all listings again.`,
    );
  });

  const match = taxonomy
    .command('match')
    .description("says which finish a seller's words mean")
    .argument('<text>')
    .option('--make <maker>', 'maker of the guitar')
    .option(...json);
  onRun<[string], Json & { make?: string }>(match, async ({ app, report }, text, { make }) => {
    const found = (await app.database()).taxonomy.match(text, make);
    report(found, () =>
      'finish' in found
        ? `${found.finish.slug} (${found.finish.family}), ${found.kind}`
        : `${found.kind}${'family' in found && found.family ? ` (${found.family})` : ''}`,
    );
  });
}
