import { type Command, InvalidArgumentError, Option } from 'commander';
import { prune } from '../retention/prune.js';
import { type Prunable, prunables } from '../retention/rule.js';
import { onRun } from './command.js';
import { formatTable } from './text/table.js';

interface Options {
  olderThan: number;
  keep?: Prunable[];
  dryRun?: boolean;
  json?: boolean;
}

export function addPrune(program: Command): void {
  const command = program
    .command('prune')
    .description(
      'deletes rows that are old and no longer needed; keeps reviews, what they rest on, and the record that a listing is done; you can run it at any time, also from cron and beside workers',
    )
    .option('--older-than <days>', 'minimum age of deleted rows, such as 90d', days, 90)
    .addOption(
      new Option('--keep <what>', 'kind of rows to keep (may be repeated)')
        .choices(prunables)
        .argParser((value, previous: Prunable[] | undefined) => {
          if (!prunables.includes(value as Prunable)) {
            throw new InvalidArgumentError(`It must be one of ${prunables.join(', ')}.`);
          }
          return [...(previous ?? []), value as Prunable];
        }),
    )
    .option('--dry-run', 'only counts rows')
    .option('--json', 'prints one JSON document');
  onRun<[], Options>(command, async ({ app, report, signal }, { olderThan, keep, dryRun = false }) => {
    const { pool } = await app.database();
    app.progress.start(dryRun ? 'counting old rows' : 'deleting old rows');
    const result = await prune(pool, {
      olderThanDays: olderThan,
      keep,
      dryRun,
      signal,
      onPage: (rows) => app.progress.advance(rows),
    });
    app.progress.finish();
    report({ dryRun, ...result }, () => {
      const table = formatTable(
        ['table', 'rows'],
        Object.entries(result.rows).map(([name, rows]) => [name, rows]),
      );
      const rest = result.ended ? '\nStopped early. The next run deletes the rest.' : '';
      return `${dryRun ? 'Would delete' : 'Deleted'} rows from before ${result.before.toISOString().slice(0, 10)}:\n${table}${rest}`;
    });
  });
}

/** A number of days, with or without the letter d. */
function days(text: string): number {
  const [, number] = /^(\d{1,5})d?$/.exec(text.trim()) ?? [];
  if (number === undefined || Number(number) < 1)
    throw new InvalidArgumentError('It must be a whole number of days, at least 1, such as 90d.');
  return Number(number);
}
