import type { Pool, Queryable } from '../../database/pool.js';
import { toHoneyburstError } from '../../errors.js';
import type { Log } from '../../log.js';
import { type BackgroundWork, createBackgroundWork } from './background-work.js';
import { findDomain } from './domain.js';
import type { Engine } from './engine.js';
import { findIteration, findTrained, type Iteration, iterationColumns, loadHead } from './iteration.js';
import { ServiceError } from './service-error.js';

/** The platforms of the specification. */
export const exportPlatforms = ['CoreML', 'TensorFlow', 'DockerFile', 'ONNX', 'VAIDK', 'OpenVino'] as const;
export type ExportPlatform = (typeof exportPlatforms)[number];

/** The platforms that this server exports to. */
export const ownPlatforms: readonly ExportPlatform[] = ['ONNX'];

/** The flavors of ONNX; the file is the same for all of them. */
export const onnxFlavors = ['ONNX10', 'ONNX12'] as const;
export type OnnxFlavor = (typeof onnxFlavors)[number];

export interface Export {
  platform: ExportPlatform;
  /** Empty for the default flavor. */
  flavor: OnnxFlavor | '';
  status: 'Exporting' | 'Done' | 'Failed';
}

/** The exports of an iteration, the oldest first. */
export async function listExports(db: Queryable, projectId: string, id: string): Promise<Export[]> {
  await findIteration(db, projectId, id);
  const { rows } = await db.query<Export>(
    `SELECT platform, flavor, status FROM custom_vision_server.export WHERE iteration_id = $1 ORDER BY created_at`,
    [id],
  );
  return rows;
}

/**
 * Queues an export for the exporter; `flavor` is in any case, and empty for the default. An export that failed is queued
 * again. Throws BadRequestIterationIsNotTrained, BadRequestExportValidationFailed or BadRequestExportAlreadyInProgress.
 */
export async function requestExport(
  db: Queryable,
  projectId: string,
  id: string,
  { platform, flavor: asked }: { platform: ExportPlatform; flavor: string },
): Promise<Export> {
  const iteration = await findTrained(db, projectId, id);
  const refuse = (message: string): never => {
    throw new ServiceError(400, 'BadRequestExportValidationFailed', message);
  };
  if (!findDomain(iteration.domainId).exportable) refuse('Domain of the iteration is not exportable');
  if (!ownPlatforms.includes(platform)) {
    refuse(
      `This server does not export to ${platform}. Ask for platform=ONNX: ONNX Runtime computes that file in browsers (onnxruntime-web, in place of TensorFlow.js), on phones and in containers.`,
    );
  }
  const flavor = (['', ...onnxFlavors] as const).find((name) => name === asked.toUpperCase());
  if (flavor === undefined) {
    return refuse(`ONNX has no flavor ${asked}: leave flavor out, or use one of ${onnxFlavors.join(', ')}`);
  }
  const { rows } = await db.query<Export>(
    `INSERT INTO custom_vision_server.export (iteration_id, platform, flavor) VALUES ($1, $2, $3)
     ON CONFLICT (iteration_id, platform, flavor) DO UPDATE SET status = 'Exporting', created_at = now()
       WHERE export.status = 'Failed'
     RETURNING platform, flavor, status`,
    [iteration.id, platform, flavor],
  );
  if (!rows[0]) {
    throw new ServiceError(
      400,
      'BadRequestExportAlreadyInProgress',
      `${iteration.id} is already queued for export`,
    );
  }
  return rows[0];
}

export interface ExporterDependencies {
  pool: Pool;
  engine: Pick<Engine, 'exportOnnx'>;
  log: Log;
}

/** Makes the exports that are queued. */
export function createExporter({ pool, engine, log }: ExporterDependencies): BackgroundWork {
  return createBackgroundWork({
    pool,
    log,
    name: 'exports of iteration',
    async waiting() {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT iteration_id AS id FROM custom_vision_server.export WHERE status = 'Exporting'
         GROUP BY iteration_id ORDER BY min(created_at)`,
      );
      return rows.map(({ id }) => id);
    },
    async run(id, signal) {
      const { rows } = await pool.query<Iteration>(
        `SELECT ${iterationColumns} FROM custom_vision_server.iteration WHERE id = $1`,
        [id],
      );
      const [iteration] = rows;
      if (!iteration) return;
      const made = await engine
        .exportOnnx({
          head: await loadHead(pool, id),
          labels: iteration.tags.map(({ name }) => name),
          type: iteration.classificationType,
          iterationId: id,
          domain: findDomain(iteration.domainId).name,
          exportedAt: new Date(),
        })
        .catch((thrown) => toHoneyburstError(thrown, 'model'));
      signal.throwIfAborted();
      const failed = !Buffer.isBuffer(made);
      if (failed) log.warn({ iteration: id, error: made.message }, 'export failed');
      await pool.query(
        `UPDATE custom_vision_server.export SET status = $2, bytes = $3 WHERE iteration_id = $1 AND status = 'Exporting'`,
        [id, failed ? 'Failed' : 'Done', failed ? null : made],
      );
    },
  });
}
