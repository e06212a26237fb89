import { Command, CommanderError } from 'commander';
import { addAnalytics } from './command/analytics.js';
import { addAudit } from './command/audit.js';
import { addBackfill } from './command/backfill.js';
import { addClassify } from './command/classify.js';
import { addCompare } from './command/compare.js';
import { addDatasets } from './command/datasets.js';
import { addDoctor } from './command/doctor.js';
import { addEvaluate } from './command/evaluate.js';
import { addImport } from './command/import.js';
import { addMigrate } from './command/migrate.js';
import { addModels } from './command/models.js';
import { addPlan } from './command/plan.js';
import { addPrune } from './command/prune.js';
import { addQuickstart } from './command/quickstart.js';
import { addServe } from './command/serve.js';
import { addSuggestions } from './command/suggestions.js';
import { addTaxonomy } from './command/taxonomy.js';
import { addTokens } from './command/tokens.js';
import { addTrain } from './command/train.js';
import { addWorker } from './command/worker.js';
import { HoneyburstError, UsageError } from './errors.js';

/** Runs the command that the arguments name; returns the exit status: 0 done, 1 failed, 2 bad usage or configuration. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('honeyburst')
    .description(
      'Names the finish of guitars from their photos: finds listings whose finish is missing or suspicious,\nclassifies their photos, and keeps suggestions with a confidence in Postgres.',
    )
    .exitOverride()
    .showHelpAfterError('(--help shows the options)')
    .enablePositionalOptions();
  for (const add of [
    addQuickstart,
    addDoctor,
    addMigrate,
    addImport,
    addBackfill,
    addWorker,
    addServe,
    addTokens,
    addPrune,
    addSuggestions,
    addAnalytics,
    addDatasets,
    addTrain,
    addEvaluate,
    addCompare,
    addAudit,
    addPlan,
    addClassify,
    addModels,
    addTaxonomy,
  ]) {
    add(program);
  }
  // exitOverride is inherited only by commands added afterwards.
  for (const command of everyCommand(program)) command.exitOverride();
  try {
    await program.parseAsync([...argv]);
    return process.exitCode === undefined ? 0 : Number(process.exitCode);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`error: ${describe(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function describe(error: unknown): string {
  if (error instanceof HoneyburstError) return `${error.message} [${error.code}]`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
