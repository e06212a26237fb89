import type { Classifier } from '../classifier/classifier.js';
import type { PhotoLimits } from '../config/photo.js';
import type { Pool } from '../database/pool.js';
import type { Queue } from '../queue/queue.js';
import type { ReviewSettings } from '../review/decision.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';

/** What the routes of the HTTP API work with. */
export interface ServiceContext {
  pool: Pool;
  /** The current version. */
  taxonomy(): Promise<Taxonomy>;
  review: ReviewSettings;
  photoLimits: PhotoLimits;
  /** Throws a HoneyburstError of stage fetch. */
  fetchPhoto(url: string): Promise<{ bytes: Buffer }>;
  /** The live model, loaded at the first call. Throws a UsageError where there is none. */
  classifier(): Promise<Classifier>;
  queue: Queue;
  /** Requests that one key, or one address without a key, may make in a minute. */
  ratePerMinute: number;
  /** Only this machine reaches the server: without any key its users are trusted. */
  loopback: boolean;
  /** How clients reach the server, without a slash at the end; absent: as each request says. */
  baseUrl: string | undefined;
}
