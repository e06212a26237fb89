import type { Command } from 'commander';
import { onRun } from './command.js';

export function addMigrate(program: Command): void {
  const command = program
    .command('migrate')
    .description(
      'brings the database and its taxonomy up to date; you can run it at any time, also twice at once',
    )
    .option('--json', 'prints one JSON document');
  onRun<[], { json?: boolean }>(command, async ({ app, report }) => {
    const migrations = await app.migrate();
    report({ migrations }, () =>
      migrations.length === 0 ? 'The database is up to date.' : `Ran ${migrations.join(', ')}.`,
    );
  });
}
