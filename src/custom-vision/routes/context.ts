import type { FastifyRequest } from 'fastify';
import type { PhotoLimits } from '../../config/photo.js';
import type { Pool } from '../../database/pool.js';
import type { Log } from '../../log.js';
import type { Background } from '../server/background.js';
import type { FileSigner } from '../server/file-signer.js';
import type { TierLimits } from '../server/limits.js';
import type { TagEngine } from '../tags/tag-engine.js';

/** What the routes of the Custom Vision compatible server work with. */
export interface VisionContext {
  pool: Pool;
  log: Log;
  engine: TagEngine;
  trainer: Background;
  exporter: Background;
  limits: TierLimits;
  photoLimits: PhotoLimits;
  /** Throws a HoneyburstError of stage fetch. */
  fetchPhoto(url: string): Promise<{ bytes: Buffer }>;
  signer: FileSigner;
  /** `https://host:port` as the client sees it, without a slash at the end. */
  baseUrl(request: FastifyRequest): string;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation's name in the specification: rate limits go by it, and the gateway's 429 names it. */
    operation?: string;
  }
}

/** Minor version of the API that was asked for: 3 for `/customvision/v3.3/…`, 4 for `v3.4-preview`. */
export function minorVersion(request: FastifyRequest): number {
  return Number((request.params as { version: string }).version.slice(3, 4));
}
