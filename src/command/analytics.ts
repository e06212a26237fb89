import { type Command, Option } from 'commander';
import { exportRows, type ViewFormat, viewFormats } from '../analytics/export.js';
import { listViews, readView } from '../analytics/view.js';
import { withTransaction } from '../database/pool.js';
import { onRun } from './command.js';
import { bomOption, checkBom } from './option/bom-option.js';
import { formatTable } from './text/table.js';
import { withByteOrderMark, writeOut } from './write-out.js';

export function addAnalytics(program: Command): void {
  const analytics = program.command('analytics').description('lists and exports the views for analysts');

  const list = analytics
    .command('list', { isDefault: true })
    .description('lists the views with a description; --json adds their columns')
    .option('--json', 'prints one JSON document');
  onRun<[], { json?: boolean }>(list, async ({ app, report }) => {
    const pool = await app.analystPool();
    const views = await listViews(pool);
    report(views, () =>
      formatTable(
        ['view', 'description'],
        views.map(({ name, description }) => [name, description]),
        500,
      ),
    );
  });

  const command = analytics
    .command('export')
    .description('exports all rows of a view')
    .argument('<view>', 'name of a view, such as decision (analytics list shows all)')
    .addOption(new Option('--format <format>', 'format of the file').choices(viewFormats).default('csv'))
    .addOption(bomOption())
    .option('--out <file>', 'file to write (default: standard output)');
  onRun<[string], { format: ViewFormat; bom?: boolean; out?: string; json?: boolean }>(
    command,
    async ({ app }, view, { format, bom, out }) => {
      checkBom(bom, format);
      const pool = await app.analystPool();
      await withTransaction(pool, (db) => {
        const rows = exportRows(readView(db, view), format);
        return writeOut(bom ? withByteOrderMark(rows) : rows, out);
      });
      if (out !== undefined) app.log.info({ file: out }, 'exported');
    },
  );
}
