import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { InferencePool } from '../classifier/inference-pool.js';
import type { PhotoLimits } from '../config.js';
import { HoneyburstError, toHoneyburstError } from '../errors.js';
import { preparePhotoView } from '../photo/decode.js';
import { type PhotoView, uprightView } from '../photo/photo.js';
import type { Progress } from '../progress.js';
import { createRandom } from '../random.js';
import {
  allocateEmbeddings,
  type Embeddings,
  embeddingBytes,
  embeddingParts,
  partNames,
} from './embeddings.js';

/** A view of each photo that training learns from. */
export type ViewName = 'upright' | 'turned';

export interface EmbedDependencies {
  /** Runs the feature extractor. */
  pool: InferencePool;
  /** Side of the photos that it takes. */
  size: number;
  /** SHA-256 of the extractor: embeddings of another one are never taken from the cache. */
  extractorChecksum: string;
  cacheFolder: string;
  limits: PhotoLimits;
  progress: Progress;
}

export interface EmbeddedPhotos {
  embeddings: Embeddings;
  /** SHA-256 of each file, hex. */
  hashes: string[];
  /** How many came from the cache. */
  cached: number;
}

/** Photos a thread computes at once. Fixed, so that the same photos give the same embeddings. */
const batchSize = 8;

/**
 * Embeds every photo in one view, from the cache where the same bytes were embedded before. A photo that
 * cannot be read ends the work with an error that names its file: a dataset is to be mended, not guessed at.
 */
export async function embedPhotos(
  files: readonly string[],
  view: ViewName,
  dependencies: EmbedDependencies,
): Promise<EmbeddedPhotos> {
  const { pool, progress } = dependencies;
  const embeddings = allocateEmbeddings(files.length);
  const hashes: string[] = new Array(files.length);
  let cached = 0;
  progress.start(`embedding ${files.length} photos (${view})`, files.length);
  let next = 0;
  // One more lane than threads, so that a batch is being decoded while the others are computed.
  const lanes = Array.from({ length: pool.threads + 1 }, async () => {
    while (next < files.length) {
      const from = next;
      next += batchSize;
      const rows = files.slice(from, from + batchSize).map((_, i) => from + i);
      const found = await embedBatch(files, rows, view, embeddings, hashes, dependencies);
      cached += found;
      progress.advance(rows.length);
    }
  });
  await Promise.all(lanes);
  progress.finish(`${files.length - cached} computed, ${cached} from the cache`);
  return { embeddings, hashes, cached };
}

async function embedBatch(
  files: readonly string[],
  rows: readonly number[],
  view: ViewName,
  embeddings: Embeddings,
  hashes: string[],
  { pool, size, extractorChecksum, cacheFolder, limits }: EmbedDependencies,
): Promise<number> {
  const missing: { row: number; bytes: Buffer; place: string }[] = [];
  await Promise.all(
    rows.map(async (row) => {
      const file = files[row] as string;
      const bytes = await readFile(file).catch((cause) => {
        throw new HoneyburstError(`The photo ${file} cannot be read; is it missing?`, {
          code: 'dataset_photo_missing',
          stage: 'train',
          cause,
        });
      });
      const hash = createHash('sha256').update(bytes).digest('hex');
      hashes[row] = hash;
      const place = join(cacheFolder, extractorChecksum.slice(0, 16), view, hash.slice(0, 2), hash);
      const stored = await readFile(place).catch(() => undefined);
      if (stored?.length === embeddingBytes) store(stored, row, embeddings);
      else missing.push({ row, bytes, place });
    }),
  );
  if (missing.length === 0) return rows.length;
  missing.sort((a, b) => a.row - b.row);
  const pixelBytes = size * size * 4;
  const pixels = new Uint8Array(missing.length * pixelBytes);
  await Promise.all(
    missing.map(async ({ row, bytes }, slot) => {
      const input = { kind: 'pixels', size } as const;
      const { data } = await preparePhotoView(
        bytes,
        input,
        limits,
        viewOf(view, hashes[row] as string),
      ).catch((error) => {
        const { code, message } = toHoneyburstError(error, 'decode');
        throw new HoneyburstError(`The photo ${files[row]} cannot be used: ${message}`, {
          code,
          stage: 'train',
          cause: error,
        });
      });
      pixels.set(data, slot * pixelBytes);
    }),
  );
  const outputs = await pool.run('pixels', pixels, [missing.length, size, size, 4]);
  await Promise.all(
    missing.map(async ({ row, place }, slot) => {
      const packed = Buffer.alloc(embeddingBytes);
      let offset = 0;
      for (const part of partNames) {
        const size = embeddingParts[part];
        packed.set(
          new Uint8Array(
            (outputs[part] as Int8Array).buffer,
            (outputs[part] as Int8Array).byteOffset + slot * size,
            size,
          ),
          offset,
        );
        offset += size;
      }
      store(packed, row, embeddings);
      // Written aside and renamed: a killed run leaves no half embedding behind.
      await mkdir(dirname(place), { recursive: true });
      await writeFile(`${place}.${process.pid}`, packed);
      await rename(`${place}.${process.pid}`, place);
    }),
  );
  return rows.length - missing.length;
}

function store(packed: Buffer, row: number, into: Embeddings): void {
  let offset = packed.byteOffset;
  for (const part of partNames) {
    const size = embeddingParts[part];
    into[part].set(new Int8Array(packed.buffer, offset, size), row * size);
    offset += size;
  }
}

/** The turned view is random but belongs to the photo: the same photo is always turned the same way. */
function viewOf(name: ViewName, hash: string): PhotoView {
  if (name === 'upright') return uprightView;
  const random = createRandom(`view/${hash}`);
  return {
    mirror: random.chance(0.5),
    angle: random.between(-25, 25),
    zoom: random.between(0.85, 1.45),
    shiftX: random.between(-0.8, 0.8),
    shiftY: random.between(-0.8, 0.8),
  };
}
