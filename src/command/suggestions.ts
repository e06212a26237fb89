import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../errors.js';
import { readDecided } from '../review/decided.js';
import { type ExportFormat, exportFormats, toExport } from '../review/export.js';
import {
  type DecidedStatus,
  decidedStatusSchema,
  type SuggestionStatus,
  suggestionStatusSchema,
} from '../suggestion/status.js';
import { listSuggestions } from '../suggestion/store.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import { onRun } from './command.js';
import { bomOption, checkBom } from './option/bom-option.js';
import { positiveWholeNumber, seedNumber } from './option/whole-number.js';
import { formatTable, percent } from './text/table.js';
import { time } from './text/time.js';
import { withByteOrderMark, writeOut } from './write-out.js';

const decidedStatuses = decidedStatusSchema.options;

interface Options {
  status?: SuggestionStatus;
  family?: string;
  finish?: string;
  minConfidence?: number;
  after?: number;
  limit: number;
  json?: boolean;
}

const share = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It must be a number from 0 to 1.');
  return value;
};

export function addSuggestions(program: Command): void {
  const command = program
    .command('suggestions')
    .description('lists suggestions, oldest first')
    .addOption(
      new Option('--status <status>', 'only suggestions with this status')
        .choices(suggestionStatusSchema.options)
        .default('pending'),
    )
    .option('--family <family>', 'only suggestions of this family')
    .option('--finish <finish>', 'only suggestions of this finish')
    .option('--min-confidence <share>', 'minimum confidence, 0 to 1', share)
    .option('--after <id>', 'only suggestions after this id, the last one of the previous page', seedNumber)
    .option('--limit <n>', 'maximum number of suggestions', positiveWholeNumber, 50)
    .option('--json', 'prints one JSON document');
  onRun<[], Options>(command, async ({ app, report }, options) => {
    const { pool, taxonomy } = await app.database();
    checkLabels(options, taxonomy);
    const suggestions = await listSuggestions(pool, options);
    report(suggestions, () =>
      suggestions.length === 0
        ? 'No suggestions.'
        : formatTable(
            ['id', 'listing', 'title', 'stated', 'family', 'finish', 'confidence', 'reasons'],
            suggestions.map((suggestion) => [
              suggestion.id,
              suggestion.externalId,
              suggestion.title,
              suggestion.statedFinish,
              suggestion.family,
              suggestion.finish ?? suggestion.either?.join(' or ') ?? null,
              percent(suggestion.confidence),
              suggestion.reasons.join(' '),
            ]),
          ),
    );
  });
  addExport(command);
}

/** Throws a UsageError for a family or finish that the current taxonomy does not know. */
function checkLabels({ family, finish }: Options, { families, finishes }: Taxonomy): void {
  if (family !== undefined && !families.has(family)) {
    throw new UsageError(
      `--family ${family}: there is no such family; use one of ${[...families.keys()].join(', ')}.`,
    );
  }
  if (finish !== undefined && !finishes.has(finish)) {
    throw new UsageError(
      `--finish ${finish}: there is no such finish; honeyburst taxonomy lists their slugs.`,
    );
  }
}

interface ExportOptions {
  status: DecidedStatus[];
  since?: Date;
  format: ExportFormat;
  bom?: boolean;
  out?: string;
}

function addExport(suggestions: Command): void {
  const command = suggestions
    .command('export')
    .description(
      'exports what reviewers decided, in order of time; if a listing has several lines, the last one counts',
    )
    .option('--status <list>', `list of ${decidedStatuses.join(', ')}, separated by commas`, statuses, [
      'accepted',
      'edited',
    ] satisfies DecidedStatus[])
    .option('--since <time>', 'only decisions from this time on, ISO 8601', time)
    .addOption(new Option('--format <format>', 'format of the file').choices(exportFormats).default('jsonl'))
    .addOption(bomOption())
    .option('--out <file>', 'file to write (default: standard output)');
  onRun<[], ExportOptions & { json?: boolean }>(command, async ({ app }, options) => {
    const { status, since, format, bom, out } = options;
    checkBom(bom, format);
    const { pool } = await app.database();
    const rows = toExport(readDecided(pool, { statuses: status, since }), format);
    await writeOut(bom ? withByteOrderMark(rows) : rows, out);
    if (out !== undefined) app.log.info({ file: out }, 'exported');
  });
}

function statuses(text: string): DecidedStatus[] {
  return text.split(',').map((part) => {
    const status = decidedStatuses.find((one) => one === part.trim());
    if (!status) throw new InvalidArgumentError(`It must be a list of ${decidedStatuses.join(', ')}.`);
    return status;
  });
}
