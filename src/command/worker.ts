import { type Command, InvalidArgumentError } from 'commander';
import type { App } from '../app.js';
import { followConnections } from '../close-server.js';
import { UsageError } from '../errors.js';
import { onRun } from './command.js';
import { portNumber } from './option/port-number.js';

interface Options {
  drain?: boolean;
  concurrency?: number;
  metricsPort?: number;
  json?: boolean;
}

export function addWorker(program: Command): void {
  const command = program
    .command('worker')
    .description(
      'processes the ledger: fetches photos, classifies them, writes suggestions; any number of workers may run',
    )
    .option('--drain', 'ends when no work is left')
    .option(
      '--concurrency <n>',
      'number of listings processed at once (default: WORKER_CONCURRENCY or 16)',
      (text) => {
        const value = Number(text);
        if (!Number.isInteger(value) || value < 1)
          throw new InvalidArgumentError('It must be a whole number, at least 1.');
        return value;
      },
    )
    .option(
      '--metrics-port <port>',
      'port for /metrics and /healthz (default: WORKER_METRICS_PORT, or none)',
      portNumber,
    )
    .option('--json', 'prints one JSON document at the end');
  onRun<[], Options>(command, async ({ app, report, signal }, options) => {
    const port = options.metricsPort ?? app.config.worker.metricsPort;
    if (port !== undefined) await serveMetrics(app, port);
    // Loads the model now, so that a broken model is reported at once. A worker without --drain may wait for its first model.
    const model = await app.classifier().catch((error) => {
      if (options.drain || !(error instanceof UsageError)) throw error;
      app.log.warn(error.message);
    });
    app.log.info(
      { model: model?.model, queue: app.config.queue.redisUrl ? 'redis' : 'postgres' },
      'worker started',
    );
    app.progress.start('enriching listings');
    const summary = await app.work({
      drain: options.drain ?? false,
      signal,
      onOutcome: () => app.progress.advance(),
      ...(options.concurrency ? { concurrency: options.concurrency } : {}),
    });
    app.progress.finish();
    report(summary, () =>
      [
        `${summary.suggested} suggestions, ${summary.confirmed} finishes confirmed, ${summary.skipped} skipped, ${summary.failed} failed for good.`,
        ...(summary.postponed > 0
          ? [
              `${summary.postponed} times a listing had to wait for its photo host; the metrics and the ledger say which still do.`,
            ]
          : []),
        ...(summary.failed > 0 ? ['The view analytics.enrichment_failure says why they failed.'] : []),
      ].join('\n'),
    );
  });
}

/** Serves /metrics, /healthz and /readyz of this process until it ends. */
async function serveMetrics(app: App, port: number): Promise<void> {
  // Loaded only here, because the web framework takes a quarter of a second.
  const [{ listen }, { registerMetrics }, { createServer }] = await Promise.all([
    import('../http/listen.js'),
    import('../http/metrics-route.js'),
    import('../http/server.js'),
  ]);
  const { config, log } = app;
  const { pool } = await app.database();
  const server = createServer({ pool, log });
  registerMetrics(server, await app.metrics());
  const closeConnections = followConnections(server.server);
  app.onClose(() => {
    closeConnections(config.worker.shutdownTimeoutMs);
    return server.close();
  });
  await listen(server, {
    host: config.worker.metricsHost,
    port,
    options: 'choose others with --metrics-port or WORKER_METRICS_HOST',
  });
}
