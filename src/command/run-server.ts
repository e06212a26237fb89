import { once } from 'node:events';
import type { App } from '../app.js';
import type { TierName } from '../config/serve.js';
import { openVision } from '../custom-vision/routes/open-vision.js';
import { customVision } from '../custom-vision/routes/plugin.js';
import { tiers } from '../custom-vision/server/limits.js';
import { createTagEngine } from '../custom-vision/tags/tag-engine.js';
import { UsageError } from '../errors.js';
import { hasApiTokens } from '../http/api-token.js';
import { requireAccess } from '../http/guard.js';
import { registerHook } from '../http/hook-routes.js';
import { isLoopback, listen } from '../http/listen.js';
import { registerMetrics } from '../http/metrics-route.js';
import { openService } from '../http/open.js';
import { createServer } from '../http/server.js';
import { service } from '../http/service.js';
import { createSignInLink } from '../http/sign-in-link.js';
import { registerTracing } from '../http/tracing-hooks.js';
import { addSharedState } from '../metrics/shared-state.js';

export interface RunServerOptions {
  host: string;
  port: number;
  tier: TierName;
}

/**
 * Runs the whole HTTP service until `signal` aborts; then finishes current requests and closes everything. As long as no
 * key exists it prints a link to sign in with, listens on loopback only, and throws a UsageError for any other host.
 */
export async function runServer(
  app: App,
  { host, port, tier }: RunServerOptions,
  signal: AbortSignal,
): Promise<void> {
  const { config, log } = app;
  const { pool } = await app.database();
  const signInLink = (await hasApiTokens(pool)) ? undefined : createSignInLink();
  if (signInLink && !isLoopback(host)) {
    throw new UsageError(
      `No key exists, so only this machine may be served. Create a key with honeyburst tokens create NAME --role admin, or listen on 127.0.0.1 and not on ${host}.`,
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
  const api = await openService(app, { signInLink, signal });
  const { shutdownTimeoutMs } = config.worker;
  const server = createServer({ pool, log, ...config.serve, shutdownTimeoutMs });
  try {
    const metrics = await app.metrics();
    const { countJobs } = await app.queue();
    addSharedState(metrics.registry, { pool, countJobs, customVision: config.customVision, log });
    registerMetrics(server, metrics, { authorise: requireAccess(api.context, ['analyst']) });
    const tracing = await app.tracing();
    if (tracing) registerTracing(server, tracing);
    await server.register(customVision, vision.context);
    await server.register(service, api.context);
    await server.register(registerHook, {
      ...api.context,
      hook: config.hook,
      traceParent: tracing?.traceParent,
      log,
    });
    await listen(server, { host, port, options: 'choose others with --host and --port' });
    if (signInLink) {
      // Not through the log, which may be kept.
      const address = `${config.serve.baseUrl ?? server.listeningOrigin}${signInLink.path}`;
      process.stderr.write(
        `There is no key yet. This link signs you in, once, within an hour:\n${address}\n`,
      );
    }
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await server.close();
    await api.close();
    await vision.close();
  }
}
