import type { Command } from 'commander';
import { UsageError } from '../errors.js';
import { resetTaxonomy } from '../taxonomy/store.js';
import { onRun } from './command.js';
import { addTaxonomyImport, reportVersion } from './taxonomy-import.js';
import { familyTable, finishTable, matchText, rowText } from './text/taxonomy-text.js';

type Json = { json?: boolean };
const json = ['--json', 'prints one JSON document'] as const;

export function addTaxonomy(program: Command): void {
  const taxonomy = program
    .command('taxonomy')
    .description('lists, imports and matches families and finishes');

  const list = taxonomy
    .command('list', { isDefault: true })
    .description('lists all families, and all finishes by family')
    .option(...json);
  onRun<[], Json>(list, async ({ app, report }) => {
    const { version, ...known } = (await app.database()).taxonomy;
    const families = [...known.families.values()];
    const all = [...known.finishes.values()];
    const finishes = families.flatMap(({ slug }) => all.filter(({ family }) => family === slug));
    report({ version, families, finishes }, () => `${familyTable(families)}\n\n${finishTable(finishes)}`);
  });

  const show = taxonomy
    .command('show')
    .description('shows everything about a finish or a family')
    .argument('<slug>', 'such as fiesta-red; of both a finish and a family, it shows both')
    .option(...json);
  onRun<[string], Json>(show, async ({ app, report }, slug) => {
    const { families, finishes } = (await app.database()).taxonomy;
    const found = [families.get(slug), finishes.get(slug)].filter((row) => row !== undefined);
    if (found.length === 0) {
      throw new UsageError(`There is no family or finish ${slug}: honeyburst taxonomy lists them.`);
    }
    report(found, () => found.map(rowText).join('\n\n'));
  });

  addTaxonomyImport(taxonomy);

  const reset = taxonomy
    .command('reset')
    .description('removes what was imported and restores the built-in taxonomy')
    .option(...json);
  onRun<[], Json>(reset, async ({ app, report }) => {
    const { pool } = await app.database();
    reportVersion(report, await resetTaxonomy(pool));
  });

  const match = taxonomy
    .command('match')
    .description("says which finish a seller's words mean")
    .argument('<text>')
    .option('--make <maker>', 'maker of the guitar')
    .option(...json);
  onRun<[string], Json & { make?: string }>(match, async ({ app, report }, text, { make }) => {
    const found = (await app.database()).taxonomy.match(text, make);
    report(found, () => matchText(found));
  });
}
