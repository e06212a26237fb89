import { once } from 'node:events';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type TierName, tierNames } from '../config.js';
import { UsageError } from '../errors.js';
import { hasApiTokens } from '../http/api-token.js';
import { openVision } from '../http/custom-vision/open.js';
import { customVision } from '../http/custom-vision/plugin.js';
import { openService } from '../http/open.js';
import { isLoopback } from '../http/principal.js';
import { createServer } from '../http/server.js';
import { service } from '../http/service.js';
import { createTagEngine } from '../tag-model/tag-engine.js';
import { tiers } from '../vision-service/limits.js';
import { onRun } from './command.js';

interface Options {
  host?: string;
  port?: number;
  tier?: TierName;
}

const portNumber = (text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('It must be a port, 0 for any.');
  return value;
};

export function addServe(program: Command): void {
  const command = program
    .command('serve')
    .description(
      'the HTTP service: API and review page, and the training and prediction API of Custom Vision; honeyburst tokens makes keys',
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
    const loopback = isLoopback(host);
    if (!loopback && !(await hasApiTokens(pool))) {
      throw new UsageError(
        `Without keys nobody but this machine may be served: make one with honeyburst tokens create NAME --role admin, or listen on 127.0.0.1 instead of ${host}.`,
        { code: 'no_keys' },
      );
    }
    const engine = createTagEngine({
      home: config.home,
      threads: config.worker.inferenceThreads,
      limits: config.photo,
      log,
    });
    const vision = await openVision({ pool, log, engine, limits: tiers[tier], config });
    const api = await openService(app, { loopback });
    const server = createServer({ pool, log });
    try {
      await server.register(customVision, vision.context);
      await server.register(service, api.context);
      await server.listen({ host, port }).catch((cause) => {
        throw new UsageError(
          `Nothing can listen on ${host} port ${port} (${cause.code}): name others with --host and --port.`,
          {
            code: 'cannot_listen',
            stage: 'configuration',
            cause,
          },
        );
      });
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await server.close();
      await api.close();
      await vision.close();
    }
  });
}
