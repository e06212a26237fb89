import { Command, CommanderError } from 'commander';
import { HoneyburstError, UsageError } from './errors.js';
import { pathError } from './path-error.js';
import { toTerminal } from './terminal-text.js';

/** Commands by name, in the order of the help. Only the command that runs is loaded, because loading all takes half a second. */
const commands: Record<string, () => Promise<(program: Command) => void>> = {
  quickstart: async () => (await import('./command/quickstart.js')).addQuickstart,
  doctor: async () => (await import('./command/doctor.js')).addDoctor,
  migrate: async () => (await import('./command/migrate.js')).addMigrate,
  import: async () => (await import('./command/import.js')).addImport,
  backfill: async () => (await import('./command/backfill.js')).addBackfill,
  worker: async () => (await import('./command/worker.js')).addWorker,
  serve: async () => (await import('./command/serve.js')).addServe,
  tokens: async () => (await import('./command/tokens.js')).addTokens,
  prune: async () => (await import('./command/prune.js')).addPrune,
  suggestions: async () => (await import('./command/suggestions.js')).addSuggestions,
  analytics: async () => (await import('./command/analytics.js')).addAnalytics,
  datasets: async () => (await import('./command/datasets.js')).addDatasets,
  train: async () => (await import('./command/train.js')).addTrain,
  evaluate: async () => (await import('./command/evaluate.js')).addEvaluate,
  compare: async () => (await import('./command/compare.js')).addCompare,
  audit: async () => (await import('./command/audit.js')).addAudit,
  plan: async () => (await import('./command/plan.js')).addPlan,
  classify: async () => (await import('./command/classify.js')).addClassify,
  models: async () => (await import('./command/models.js')).addModels,
  taxonomy: async () => (await import('./command/taxonomy.js')).addTaxonomy,
};

/** Runs the command named by the arguments. Returns the exit status: 0 done, 1 failed, 2 wrong usage or configuration. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('honeyburst')
    .description(
      'Names the finish of guitars from their photos. Finds listings whose finish is missing or suspicious, classifies their photos, and writes suggestions with a confidence to Postgres.',
    )
    .exitOverride()
    .showHelpAfterError('(--help lists the options)')
    .enablePositionalOptions()
    .configureOutput({ writeErr: (text) => process.stderr.write(toTerminal(text)) });
  const [, , name = ''] = argv;
  // Help, and the hint after a misspelled command, need all commands.
  const wanted = Object.hasOwn(commands, name) ? [commands[name]!] : Object.values(commands);
  for (const load of wanted) (await load())(program);
  // Commands inherit exitOverride only if they are added after it is set.
  for (const command of everyCommand(program)) command.exitOverride();
  try {
    await program.parseAsync([...argv]);
    return process.exitCode === undefined ? 0 : Number(process.exitCode);
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    if (isClosedPipe(thrown)) return 0;
    // Paths come from arguments and settings, so that each command would otherwise have to translate these.
    const error = pathError(thrown);
    process.stderr.write(toTerminal(`error: ${describe(error)}\n`));
    return error instanceof UsageError ? 2 : 1;
  }
}

/** To be called where standard output fails outside of what a command waits for. */
export function onOutputError(thrown: Error): void {
  if (isClosedPipe(thrown)) return;
  process.stderr.write(toTerminal(`error: ${describe(pathError(thrown))}\n`));
  process.exitCode = 1;
}

/** Whoever reads our output, such as head, has read enough. */
function isClosedPipe(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPIPE';
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function describe(error: unknown): string {
  if (error instanceof HoneyburstError) return `${error.message} [${error.code}]`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
