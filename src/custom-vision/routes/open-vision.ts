import type { Config } from '../../config/config.js';
import type { Pool } from '../../database/pool.js';
import type { Log } from '../../log.js';
import { createPhotoFetcher } from '../../photo/fetch.js';
import type { Engine } from '../server/engine.js';
import { createExporter } from '../server/export.js';
import { createFileSigner } from '../server/file-signer.js';
import type { TierLimits } from '../server/limits.js';
import { createSweeper } from '../server/sweeper.js';
import { createTrainer } from '../server/trainer.js';
import type { VisionContext } from './context.js';

export interface OpenVisionOptions {
  pool: Pool;
  log: Log;
  /** `close()` closes it with the rest. */
  engine: Engine;
  limits: TierLimits;
  config: Pick<Config, 'photo' | 'serve'>;
}

/**
 * Starts the background work of the server that is compatible with Custom Vision. Call `close()` after closing the HTTP
 * server. The next start takes up unfinished training again.
 */
export async function openVision({
  pool,
  log,
  engine,
  limits,
  config,
}: OpenVisionOptions): Promise<{ context: VisionContext; close(): Promise<void> }> {
  const { rows } = await pool.query<{ secret: Buffer }>(
    'SELECT secret FROM custom_vision_server.signing_key',
  );
  const fetcher = createPhotoFetcher(config.photo, { log });
  const trainer = createTrainer({ pool, engine, log });
  const exporter = createExporter({ pool, engine, log });
  const sweeper = createSweeper({ pool, log });
  const context: VisionContext = {
    pool,
    log,
    engine,
    trainer,
    exporter,
    limits,
    photoLimits: config.photo,
    fetchPhoto: (url) => fetcher.fetch(url),
    signer: createFileSigner(rows[0]!.secret),
    corsOrigins: config.serve.corsOrigins,
    baseUrl: (request) => config.serve.baseUrl ?? `${request.protocol}://${request.host}`,
  };
  return {
    context,
    async close() {
      await Promise.all([trainer.close(), exporter.close(), sweeper.close()]);
      await fetcher.close();
      await engine.close();
    },
  };
}
