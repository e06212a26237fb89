import { type Command, Option } from 'commander';
import { type TierName, tierNames } from '../config/serve.js';
import { onRun } from './command.js';
import { portNumber } from './option/port-number.js';

interface Options {
  host?: string;
  port?: number;
  tier?: TierName;
}

export function addServe(program: Command): void {
  const command = program
    .command('serve')
    .description(
      'serves the HTTP API, the review page, and the training and prediction API of Custom Vision; honeyburst tokens creates keys',
    )
    .option('--host <host>', 'address to listen on (default: SERVE_HOST or 127.0.0.1)')
    .option('--port <port>', 'port to listen on (default: SERVE_PORT or 8080)', portNumber)
    .addOption(
      new Option(
        '--tier <tier>',
        'pricing tier of Custom Vision whose limits apply (default: SERVE_TIER or S0)',
      ).choices(tierNames),
    );
  onRun<[], Options & { json?: boolean }>(command, async ({ app, signal }, options) => {
    const { host, port, tier } = { ...app.config.serve, ...options };
    // Loaded only here, because the web framework takes a quarter of a second.
    const { runServer } = await import('./run-server.js');
    await runServer(app, { host, port, tier }, signal);
  });
}
