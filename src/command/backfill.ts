import { type Command, InvalidArgumentError, Option } from 'commander';
import { markUnusual } from '../catalogue/mark-unusual.js';
import { findModel } from '../classifier/registry.js';
import { patientQueries, whenAvailable } from '../database/available.js';
import { enqueueFindings, priorities } from '../enrichment/producer.js';
import { retryFailed } from '../enrichment/reopen.js';
import { type FindingReason, findingReasonSchema } from '../listing/finding.js';
import { resolveListings } from '../listing/resolve.js';
import { traced } from '../tracing/tracing.js';
import { onRun } from './command.js';
import { positiveWholeNumber } from './option/whole-number.js';
import { formatTable } from './text/table.js';

const findingReasons = findingReasonSchema.options;

interface Options {
  dryRun?: boolean;
  reason?: FindingReason[];
  limit?: number;
  model?: string;
  check?: boolean;
  retry?: string;
  json?: boolean;
}

export function addBackfill(program: Command): void {
  const command = program
    .command('backfill')
    .description(
      'finds listings whose finish is missing or suspicious and puts them on the ledger; you can run it at any time, also from cron, because rows that exist are not added again',
    )
    .option('--dry-run', 'only counts listings')
    .addOption(
      new Option('--reason <reason>', 'only listings with this reason (may be repeated)')
        .choices(findingReasons)
        .argParser((value, previous: string[] | undefined) => {
          if (!findingReasons.includes(value as FindingReason)) {
            throw new InvalidArgumentError(`It must be one of ${findingReasons.join(', ')}.`);
          }
          return [...(previous ?? []), value];
        }),
    )
    .option('--limit <n>', 'maximum number of listings', positiveWholeNumber)
    .option('--model <name>', 'model to use (default: the live one)')
    .option('--check', 'includes listings whose finish looks right, so that their photos can contradict it')
    .option(
      '--retry <code>',
      'instead, puts rows that failed with this code back on the ledger (all: any code)',
    )
    .option('--json', 'prints one JSON document');
  onRun<[], Options>(command, async ({ app, report }, options) => {
    const { pool, taxonomy } = await app.database();
    if (options.retry !== undefined) {
      const retried = await retryFailed(pool, options.retry === 'all' ? undefined : options.retry);
      return report({ retried }, () => `${retried} failed rows are open again.`);
    }
    const model = await whenAvailable(pool, () => findModel(pool, options.model));
    const resolved = await resolveListings(pool, taxonomy);
    if (resolved > 0)
      app.log.info({ listings: resolved }, 'recognised the stated finish of new and changed listings');
    await markUnusual(pool, taxonomy);
    app.progress.start('looking for listings that need enrichment');
    const tracing = await app.tracing();
    const enqueue = () =>
      enqueueFindings(patientQueries(pool), {
        model: model.name,
        priority: priorities.backfill,
        reasons: options.reason,
        check: options.check,
        limit: options.limit,
        dryRun: options.dryRun,
        onPage: (listings) => app.progress.advance(listings),
        traceParent: tracing?.traceParent(),
      });
    const result = await traced(tracing, 'backfill', enqueue);
    app.progress.finish();
    report({ model: model.name, dryRun: options.dryRun ?? false, ...result }, () =>
      [
        `${result.examined} listings examined for model ${model.name}: ${result.added} ${options.dryRun ? 'would go on the ledger' : 'put on the ledger'}, ${result.known} already there.`,
        ...(result.added > 0 ? [formatTable(['reason', 'listings'], Object.entries(result.byReason))] : []),
      ].join('\n'),
    );
  });
}
