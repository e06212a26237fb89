import type { Classifier } from '../classifier/classifier.js';
import type { PhotoLimits } from '../config/photo.js';
import type { Pool } from '../database/pool.js';
import type { Queue } from '../queue/queue.js';
import type { ReviewSettings } from '../review/decision.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import type { SignInLink } from './sign-in-link.js';

/** What the routes of the HTTP API work with. */
export interface ServiceContext {
  pool: Pool;
  /** The current version. */
  taxonomy(): Promise<Taxonomy>;
  review: ReviewSettings;
  photoLimits: PhotoLimits;
  /** Throws a HoneyburstError of stage fetch. */
  fetchPhoto(url: string): Promise<{ bytes: Buffer }>;
  /** The live model, loaded at the first call. Throws a UsageError if no model is live. */
  classifier(): Promise<Classifier>;
  queue: Queue;
  /** How many photos are classified at the same time. Default: two for each core. */
  classifyAtOnce?: number;
  /** How the first person signs in. Absent: with a key. */
  signInLink?: SignInLink | undefined;
  /** The address by which clients reach the server, without a slash at the end. Default: as each request says. */
  baseUrl: string | undefined;
}
