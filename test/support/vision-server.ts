import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { type Config, parseConfig } from '../../src/config/config.js';
import { openVision } from '../../src/custom-vision/routes/open-vision.js';
import { customVision } from '../../src/custom-vision/routes/plugin.js';
import { tiers } from '../../src/custom-vision/server/limits.js';
import { createTagEngine } from '../../src/custom-vision/tags/tag-engine.js';
import type { Pool } from '../../src/database/pool.js';
import { createApiToken } from '../../src/http/api-token.js';
import { createServer } from '../../src/http/server.js';
import { createTestDatabase, testLog } from './database.js';
import { makeFolder } from './folder.js';

export interface VisionServer {
  /** Without a slash at the end. */
  url: string;
  pool: Pool;
  trainingKey: string;
  predictionKey: string;
  /** Resolves when nothing trains any more. */
  trained(): Promise<void>;
}

/** The Custom Vision compatible server with the real engine, listening on loopback; it ends as `atEnd` says. */
export async function startVisionServer({
  tier = 'unlimited',
  environment = {},
  atEnd = onTestFinished,
}: {
  tier?: Config['serve']['tier'];
  environment?: Readonly<Record<string, string>>;
  atEnd?: (release: () => Promise<void>) => void;
} = {}): Promise<VisionServer> {
  const releases: (() => Promise<unknown>)[] = [];
  atEnd(async () => {
    for (const release of releases.reverse()) await release();
  });
  const { pool } = await createTestDatabase((release) => releases.push(release));
  const { folder: home, remove } = await makeFolder();
  releases.push(remove);
  const config = parseConfig({ PHOTO_ALLOW_HOSTS: '127.0.0.1', ...environment });
  const engine = createTagEngine({ home, threads: 2, limits: config.photo, log: testLog });
  const vision = await openVision({ pool, log: testLog, engine, limits: tiers[tier], config });
  releases.push(() => vision.close());
  const server = createServer({ pool, log: testLog });
  await server.register(customVision, vision.context);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  releases.push(() => server.close());
  const keyOf = async (role: 'training' | 'prediction') =>
    (await createApiToken(pool, { name: role, role })).key;
  return {
    url,
    pool,
    trainingKey: await keyOf('training'),
    predictionKey: await keyOf('prediction'),
    async trained() {
      for (;;) {
        const { rows } = await pool.query(
          `SELECT status FROM custom_vision_server.iteration WHERE status IN ('Training', 'Failed')`,
        );
        if (rows.some(({ status }) => status === 'Failed')) throw new Error('training failed');
        if (rows.length === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

/** A square of about that colour on white, another for each number. */
export function drawSquare(colour: string, number: number): Promise<Buffer> {
  const size = 100 + (number % 150);
  const square = { create: { width: size, height: size, channels: 3, background: colour } } as const;
  const background = { r: 255, g: 255 - (Math.floor(number / 150) % 50), b: 255 };
  return sharp({ create: { width: 256, height: 256, channels: 3, background } })
    .composite([{ input: square, gravity: 'centre' }])
    .jpeg()
    .toBuffer();
}
