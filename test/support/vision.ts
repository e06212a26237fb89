import type { InjectOptions } from 'fastify';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { type Config, parseConfig } from '../../src/config/config.js';
import { openVision } from '../../src/custom-vision/routes/open-vision.js';
import { customVision } from '../../src/custom-vision/routes/plugin.js';
import { tiers } from '../../src/custom-vision/server/limits.js';
import type { TagEngine } from '../../src/custom-vision/tags/tag-engine.js';
import type { Pool } from '../../src/database/pool.js';
import { createApiToken, type VisionRole } from '../../src/http/api-token.js';
import { createServer } from '../../src/http/server.js';
import { verifyPhoto } from '../../src/photo/measure.js';
import { createTestDatabase, testLog } from './database.js';

export interface Vision {
  pool: Pool;
  /** Asks a path below `/customvision/v3.3/training` (or another version, or `prediction`) with a valid key. */
  call(
    method: InjectOptions['method'] & string,
    path: string,
    options?: Pick<InjectOptions, 'payload' | 'headers'> & { version?: string; role?: VisionRole },
    // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what tests are about
  ): Promise<{ status: number; headers: Record<string, unknown>; body: any; text: string }>;
  /** Photos of as many colours as there are numbers, the first tagged with the first tag and so on. */
  addPhotos(projectId: string, photosPerTag: Readonly<Record<string, number>>): Promise<void>;
  /** Resolves when nothing trains or is exported any more. */
  idle(): Promise<void>;
}

/** The whole Custom Vision compatible server on a database of its own; the engine stands in for the real one. */
export async function createVision({
  tier = 'unlimited',
  engine = standIn,
}: {
  tier?: Config['serve']['tier'];
  engine?: TagEngine;
} = {}): Promise<Vision> {
  const { pool } = await createTestDatabase();
  const config = parseConfig({ PHOTO_ALLOW_HOSTS: '127.0.0.1' });
  const vision = await openVision({ pool, log: testLog, engine, limits: tiers[tier], config });
  const server = createServer({ pool, log: testLog });
  await server.register(customVision, vision.context);
  onTestFinished(async () => {
    await server.close();
    await vision.close();
  });
  const keys = {
    training: (await createApiToken(pool, { name: 'trainer', role: 'training' })).key,
    prediction: (await createApiToken(pool, { name: 'predictor', role: 'prediction' })).key,
  };
  return {
    pool,
    async call(method, path, { version = 'v3.3', role = 'training', headers, ...options } = {}) {
      const answer = await server.inject({
        method,
        url: `/customvision/${version}/${role}${path}`,
        headers: { [`${role}-key`]: keys[role], ...headers },
        ...options,
      });
      const isJson = String(answer.headers['content-type']).startsWith('application/json');
      const { statusCode: status, payload: text } = answer;
      return { status, headers: answer.headers, body: isJson ? JSON.parse(text) : undefined, text };
    },
    async addPhotos(projectId, photosPerTag) {
      for (const [tag, count] of Object.entries(photosPerTag)) {
        for (let number = 0; number < count; number++) {
          const { rows } = await pool.query(
            `INSERT INTO custom_vision_server.image (project_id, sha256, bytes, width, height)
             SELECT $1, sha256($2), $2, 16, 16 RETURNING id`,
            [projectId, await photo(++photos)],
          );
          await pool.query('INSERT INTO custom_vision_server.image_tag (image_id, tag_id) VALUES ($1, $2)', [
            rows[0].id,
            tag,
          ]);
        }
      }
    },
    async idle() {
      for (;;) {
        const { rows } = await pool.query(
          `SELECT id FROM custom_vision_server.iteration WHERE status = 'Training'
           UNION ALL SELECT iteration_id FROM custom_vision_server.export WHERE status = 'Exporting'`,
        );
        if (rows.length === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
}

let photos = 0;

/** A photo of one colour, another for each number. */
export function photo(number = 0): Promise<Buffer> {
  const background = { r: number % 256, g: Math.floor(number / 256) % 256, b: 128 };
  return sharp({ create: { width: 16, height: 16, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Says 0.9 of the first tag of every photo and 0.1 of each other; a held-back photo gets 0.75 for its own tags. */
export const standIn: TagEngine = {
  async train(images, { tags }) {
    for (const image of images) await image.load();
    const probabilities = (own: readonly number[]) =>
      Float32Array.from(tags, (_, tag) => (own.includes(tag) ? 0.75 : 0.25));
    return {
      head: Uint8Array.of(tags.length),
      heldBack: images.map((image, number) => ({
        probabilities: probabilities(image.tags),
        fold: number % 5,
      })),
      seconds: 1.5,
    };
  },
  async score({ load }, bytes) {
    await verifyPhoto(bytes, { maxPixels: 1_000_000 });
    const [tags] = await load();
    return Float32Array.from({ length: tags! }, (_, tag) => (tag === 0 ? 0.9 : 0.1));
  },
  async exportOnnx({ labels, iterationId }) {
    return Buffer.from(JSON.stringify({ labels, iterationId }));
  },
  async close() {},
};
