import { randomBytes } from 'node:crypto';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { parseConfig } from '../../../src/config/config.js';
import type { VisionContext } from '../../../src/custom-vision/routes/context.js';
import { customVision } from '../../../src/custom-vision/routes/plugin.js';
import type { ClassificationType } from '../../../src/custom-vision/server/classification-type.js';
import { createFileSigner, type FileSigner } from '../../../src/custom-vision/server/file-signer.js';
import { tiers } from '../../../src/custom-vision/server/limits.js';
import { createProject } from '../../../src/custom-vision/server/project.js';
import { createTag, type TagType } from '../../../src/custom-vision/server/tag.js';
import type { Pool } from '../../../src/database/pool.js';
import { createApiToken } from '../../../src/http/api-token.js';
import { createServer } from '../../../src/http/server.js';
import { createPhotoFetcher } from '../../../src/photo/fetch.js';
import { createTestDatabase, testLog } from '../../support/database.js';

export interface Call {
  query?: Record<string, string | readonly string[]>;
  body?: unknown;
  headers?: Record<string, string>;
  version?: string;
}

export interface ImageServer {
  app: FastifyInstance;
  pool: Pool;
  key: string;
  signer: FileSigner;
  projectId: string;
  tag(name: string, type?: TagType): Promise<string>;
  /** `path` below the project; v3.3 unless said otherwise. */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, call?: Call): Promise<LightMyRequestResponse>;
  /** Adds the photos by CreateImagesFromFiles; their identifiers in the order given. */
  add(photos: readonly Buffer[], tagIds?: readonly string[]): Promise<string[]>;
  changedAt(): Promise<string>;
}

const isolated = () => {
  throw new Error('photos are neither trained on nor predicted here');
};

/** The Custom Vision compatible server with one project, on a database of the test's own. */
export async function createImageServer({
  classificationType = 'Multilabel' as ClassificationType,
  imagesPerProject = 1000,
} = {}): Promise<ImageServer> {
  const { pool } = await createTestDatabase();
  const photoLimits = { ...parseConfig({}).photo, allowHosts: ['127.0.0.1'], timeoutMs: 60_000 };
  const fetcher = createPhotoFetcher(photoLimits, { log: testLog });
  const idle = { wake() {}, close: async () => {} };
  const context: VisionContext = {
    pool,
    log: testLog,
    engine: { train: isolated, score: isolated, exportOnnx: isolated, close: async () => {} },
    trainer: idle,
    exporter: idle,
    limits: { ...tiers.unlimited, imagesPerProject },
    photoLimits,
    fetchPhoto: (url) => fetcher.fetch(url),
    signer: createFileSigner(randomBytes(32)),
    corsOrigins: [],
    baseUrl: () => '',
  };
  const app = createServer({ pool, log: testLog });
  app.register(customVision, context);
  onTestFinished(async () => {
    await app.close();
    await fetcher.close();
  });
  const { key } = await createApiToken(pool, { name: 'test', role: 'training' });
  const domainId = 'ee85a74c-405e-4adc-bb47-ffa8ca0c9f31';
  const settings = {
    name: 'guitars',
    description: '',
    domainId,
    classificationType,
    targetExportPlatforms: [],
  };
  const { id: projectId } = await createProject(pool, settings, context.limits);

  const call: ImageServer['call'] = (method, path, { query, body, headers, version = 'v3.3' } = {}) =>
    app.inject({
      method,
      url: `/customvision/${version}/training/projects/${projectId}${path}`,
      headers: { 'Training-Key': key, ...headers },
      ...(query && { query: query as Record<string, string | string[]> }),
      ...(body !== undefined && { payload: body as object }),
    });

  return {
    app,
    pool,
    key,
    signer: context.signer,
    projectId,
    call,
    async tag(name, type = 'Regular') {
      return (await createTag(pool, projectId, { name, description: null, type }, context.limits)).id;
    },
    async add(photos, tagIds = []) {
      const images = photos.map((photo) => ({ name: 'photo', contents: photo.toString('base64') }));
      const added = await call('POST', '/images/files', { body: { images, tagIds } });
      return added.json().images.map(({ image }: { image: { id: string } }) => image.id);
    },
    async changedAt() {
      const { rows } = await pool.query('SELECT changed_at::text AS at FROM custom_vision_server.project');
      return rows[0].at;
    },
  };
}

let made = 0;

/** A photo that no other is like. */
export function makePhoto({ width = 64, height = 48, format = 'jpeg' as const } = {}): Promise<Buffer> {
  made++;
  const background = { r: made % 256, g: (made * 7) % 256, b: (made * 31) % 256 };
  return sharp({ create: { width, height, channels: 3, background } })
    .toFormat(format)
    .toBuffer();
}
