import type { FastifyRequest } from 'fastify';
import type { PhotoLimits } from '../../config/photo.js';
import type { Pool } from '../../database/pool.js';
import type { Log } from '../../log.js';
import type { BackgroundWork } from '../server/background-work.js';
import type { Engine } from '../server/engine.js';
import type { FileSigner } from '../server/file-signer.js';
import type { TierLimits } from '../server/limits.js';

/** What the routes need. */
export interface VisionContext {
  pool: Pool;
  log: Log;
  engine: Engine;
  trainer: BackgroundWork;
  exporter: BackgroundWork;
  limits: TierLimits;
  photoLimits: PhotoLimits;
  /** Throws a HoneyburstError of stage fetch. */
  fetchPhoto(url: string): Promise<{ bytes: Buffer }>;
  signer: FileSigner;
  /** Origins whose web pages may call the server; `*` stands for every origin. */
  corsOrigins: readonly string[];
  /** `https://host:port` as the client sees it, without a slash at the end. */
  baseUrl(request: FastifyRequest): string;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation's name in the specification. It decides the rate limit, and the gateway's 429 names it. */
    operation?: string;
  }
}

/** The minor version of the API in the address: 3 for `/customvision/v3.3/…`, 4 for `v3.4-preview`. */
export function minorVersion(request: FastifyRequest): number {
  return Number((request.params as { version: string }).version.slice(3, 4));
}
