import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { type TierName, tierNames } from '../config.js';
import { openVision } from '../http/custom-vision/open.js';
import { customVision } from '../http/custom-vision/plugin.js';
import { listen } from '../http/listen.js';
import { registerMetrics } from '../http/metrics-route.js';
import { createServer } from '../http/server.js';
import { registerTracing } from '../http/tracing-hooks.js';
import { addSharedState } from '../metrics/shared-state.js';
import { createTagEngine } from '../tag-model/tag-engine.js';
import { tiers } from '../vision-service/limits.js';
import { onRun } from './command.js';
import { portNumber } from './port-number.js';

interface Options {
  host?: string;
  port?: number;
  tier?: TierName;
}

export function addServe(program: Command): void {
  const command = program
    .command('serve')
    .description(
      'the HTTP service: training and prediction API compatible with Custom Vision; honeyburst tokens makes keys',
    )
    .option('--host <host>', 'address to listen on (default: SERVE_HOST or 127.0.0.1)')
    .option('--port <port>', 'port to listen on (default: SERVE_PORT or 8080)', portNumber)
    .addOption(
      new Option(
        '--tier <tier>',
        'pricing tier of Custom Vision whose limits hold (default: SERVE_TIER or S0)',
      ).choices(tierNames),
    );
  onRun<[], Options & { json?: boolean }>(command, async ({ app, signal }, options) => {
    const { config, log } = app;
    const { host, port, tier } = { ...config.serve, ...options };
    const { pool } = await app.database();
    const engine = createTagEngine({
      home: config.home,
      threads: config.worker.inferenceThreads,
      limits: config.photo,
      log,
    });
    const vision = await openVision({ pool, log, engine, limits: tiers[tier], config });
    const server = createServer({ pool, log });
    const metrics = await app.metrics();
    const queue = await app.queue();
    const { countJobs } = queue;
    addSharedState(metrics.registry, { pool, countJobs, customVision: config.customVision, log });
    registerMetrics(server, metrics);
    const tracing = await app.tracing();
    if (tracing) registerTracing(server, tracing);
    try {
      await server.register(customVision, vision.context);
      await listen(server, { host, port, options: 'name others with --host and --port' });
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await server.close();
      await vision.close();
    }
  });
}
