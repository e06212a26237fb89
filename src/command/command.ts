import type { Command } from 'commander';
import { type App, createApp } from '../app.js';
import { parseConfig } from '../config/config.js';
import { explainDatabaseError } from '../database/explain-error.js';
import { createLog } from '../log.js';
import { createProgress } from '../progress.js';
import { toTerminal } from '../terminal-text.js';
import { neededRights } from './needed-rights.js';

/** What every command gets. */
export interface CommandContext {
  app: App;
  /** Writes a report to standard output: with --json as one JSON document, otherwise as text. */
  report(data: unknown, text: () => string): void;
  /** Aborted by SIGINT or SIGTERM. The process ends at once on a second signal, or on the first if the command never read this. */
  signal: AbortSignal;
}

/** Sets what a command does. `run` gets its own app, which is closed at the end. */
export function onRun<A extends unknown[], O extends { json?: boolean }>(
  command: Command,
  run: (context: CommandContext, ...args: [...A, O]) => Promise<void>,
): Command {
  return command.action(async (...given: unknown[]) => {
    const args = given.slice(0, -1) as [...A, O];
    const options = args.at(-1) as O;
    const config = parseConfig(process.env);
    const app = createApp(config, createLog(config.logLevel), createProgress());
    const abort = new AbortController();
    let heeded = false;
    const stop = () => {
      if (abort.signal.aborted) process.exit(130);
      abort.abort();
      if (heeded) app.log.info('stopping: finishing current work (a second signal stops at once)');
      else void app.close().finally(() => process.exit(130));
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    try {
      await run(
        {
          app,
          get signal() {
            heeded = true;
            return abort.signal;
          },
          report: (data, text) =>
            process.stdout.write(
              toTerminal(`${options.json ? JSON.stringify(data, null, 2) : text().trimEnd()}\n`),
            ),
        },
        ...args,
      );
    } catch (error) {
      throw explainDatabaseError(error, neededRights(command, config)) ?? error;
    } finally {
      await app.close();
      process.off('SIGINT', stop).off('SIGTERM', stop);
    }
  });
}
