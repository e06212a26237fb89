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
      'deletes what is old and of no use any more; reviews and what they rest on stay, and so does what says that a\nlisting is done; safe to run from cron at any time, also beside workers',
    )
    .option('--older-than <days>', 'what is younger stays, such as 90d', days, 90)
    .addOption(
      new Option('--keep <what>', 'leaves these alone (may be repeated)')
        .choices(prunables)
        .argParser((value, previous: Prunable[] | undefined) => {
          if (!prunables.includes(value as Prunable)) {
            throw new InvalidArgumentError(`Known are: ${prunables.join(', ')}.`);
          }
          return [...(previous ?? []), value as Prunable];
        }),
    )
    .option('--dry-run', 'counts only')
    .option('--json', 'prints one JSON document');
  onRun<[], Options>(command, async ({ app, report, signal }, { olderThan, keep, dryRun = false }) => {
    const { pool } = await app.database();
    app.progress.start(dryRun ? 'counting what is old' : 'deleting what is old');
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
      const rest = result.ended ? '\nEnded early: the rest is for the next time.' : '';
      return `Of before ${result.before.toISOString().slice(0, 10)} ${dryRun ? 'would be' : 'were'} deleted:\n${table}${rest}`;
    });
  });
}

/** A number of days, with or without the letter d. */
function days(text: string): number {
  const [, number] = /^(\d{1,5})d?$/.exec(text.trim()) ?? [];
  if (number === undefined || Number(number) < 1)
    throw new InvalidArgumentError('It must be a whole number of days from 1 on, such as 90d.');
  return Number(number);
}
