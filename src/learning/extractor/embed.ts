import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { photoSize } from '../../backbone/look.js';
import { sha256 } from '../../classifier/model-folder.js';
import type { PhotoLimits } from '../../config/photo.js';
import type { EngineName } from '../../config/worker.js';
import { HoneyburstError, toHoneyburstError } from '../../errors.js';
import type { InferencePool } from '../../inference/inference-pool.js';
import { int8sOf } from '../../onnx/session.js';
import { preparePhoto } from '../../photo/decode.js';
import { letterbox } from '../../photo/letterbox.js';
import { drawLight, relight } from '../../photo/relight.js';
import type { Progress } from '../../progress.js';
import { createRandom } from '../../random.js';
import { writeWholeFile } from '../../write-file.js';
import { allocateEmbeddings, type Embeddings, embeddingParts, lookBytes, partNames } from './embeddings.js';

/** A photo to be embedded. */
export interface PhotoSource {
  /** What errors call it. */
  name: string;
  /** SHA-256 of its bytes, hex, where it is known: then they are loaded only if the cache lacks them. */
  sha256?: string;
  load(): Promise<Buffer>;
}

export interface EmbedDependencies {
  /** Runs the feature extractor. */
  pool: Pick<InferencePool, 'threads' | 'run'>;
  /** How many looks at a photo it takes. */
  looks: number;
  /** Where embeddings are kept, and what decides them: those of another extractor or engine are never taken. */
  cache?: EmbeddingCache;
  limits: PhotoLimits;
  progress: Progress;
}

export interface EmbeddingCache {
  folder: string;
  key: string;
}

export interface EmbeddedPhotos {
  embeddings: Embeddings;
  /** How many came from the cache. */
  cached: number;
}

/** Photos a thread computes at once. Fixed, so that the same photos give the same embeddings. */
const batchSize = 8;

/** The cache under `home` of what this extractor says on this engine. */
export function embeddingCache(home: string, extractor: Uint8Array, engine: EngineName): EmbeddingCache {
  return {
    folder: join(home, 'cache', 'embeddings'),
    key: sha256(JSON.stringify([sha256(extractor), engine])).slice(0, 16),
  };
}

export function toFileSource({ file }: { file: string }): PhotoSource {
  return {
    name: file,
    load: () =>
      readFile(file).catch((cause) => {
        throw new HoneyburstError(`The photo ${file} cannot be read; is it missing?`, {
          code: 'dataset_photo_missing',
          stage: 'train',
          cause,
        });
      }),
  };
}

/** The photo in another light, which its bytes and the number of the light decide. */
export function toRelitSource({ file }: { file: string }, light: number, limits: PhotoLimits): PhotoSource {
  const { load } = toFileSource({ file });
  return {
    name: file,
    async load() {
      const bytes = await load();
      const random = createRandom(`light/${light}/${sha256(bytes)}`);
      return relight(bytes, drawLight(random), random, limits);
    },
  };
}

/**
 * Embeds every photo, from the cache where the same bytes were embedded before. A photo that
 * cannot be read ends the work with an error that names it: a dataset is to be mended, not guessed at.
 */
export async function embedPhotos(
  photos: readonly PhotoSource[],
  dependencies: EmbedDependencies,
): Promise<EmbeddedPhotos> {
  const { pool, looks, progress } = dependencies;
  const embeddings = allocateEmbeddings(photos.length, looks);
  let cached = 0;
  progress.start(`embedding ${photos.length} photos`, photos.length);
  let next = 0;
  // One more lane than threads, so that a batch is being decoded while the others are computed.
  const lanes = Array.from({ length: pool.threads + 1 }, async () => {
    while (next < photos.length) {
      const from = next;
      next += batchSize;
      const rows = photos.slice(from, from + batchSize).map((_, i) => from + i);
      const found = await embedBatch(photos, rows, embeddings, dependencies);
      cached += found;
      progress.advance(rows.length);
    }
  });
  await Promise.all(lanes);
  progress.finish(`${photos.length - cached} computed, ${cached} from the cache`);
  return { embeddings, cached };
}

async function embedBatch(
  photos: readonly PhotoSource[],
  rows: readonly number[],
  embeddings: Embeddings,
  { pool, looks, cache, limits }: EmbedDependencies,
): Promise<number> {
  const missing: { row: number; bytes: Buffer; place: string | undefined }[] = [];
  await Promise.all(
    rows.map(async (row) => {
      const photo = photos[row] as PhotoSource;
      let bytes = photo.sha256 ? undefined : await photo.load();
      const hash = photo.sha256 ?? sha256(bytes as Buffer);
      const place = cache && join(cache.folder, cache.key, hash.slice(0, 2), hash);
      const stored = place && (await readFile(place).catch(() => undefined));
      if (stored && stored.length === looks * lookBytes) return store(stored, row, embeddings);
      bytes ??= await photo.load();
      missing.push({ row, bytes, place });
    }),
  );
  if (missing.length === 0) return rows.length;
  missing.sort((a, b) => a.row - b.row);
  const pixelBytes = photoSize * photoSize * 4;
  const pixels = new Uint8Array(missing.length * pixelBytes);
  await Promise.all(
    missing.map(async ({ row, bytes }, slot) => {
      const input = { kind: 'pixels', size: photoSize } as const;
      const prepared = await preparePhoto(bytes, input, limits).catch((error) => {
        const { code, message } = toHoneyburstError(error, 'decode');
        throw new HoneyburstError(`The photo ${photos[row]?.name} cannot be used: ${message}`, {
          code,
          stage: 'train',
          cause: error,
        });
      });
      letterbox(prepared, photoSize, pixels.subarray(slot * pixelBytes, (slot + 1) * pixelBytes));
    }),
  );
  const outputs = await pool.run('pixels', pixels, [missing.length, photoSize, photoSize, 4]);
  await Promise.all(
    missing.map(async ({ row, place }, slot) => {
      const packed = Buffer.alloc(looks * lookBytes);
      let offset = 0;
      for (const part of partNames) {
        const size = looks * embeddingParts[part];
        packed.set(int8sOf(outputs, part).subarray(slot * size, (slot + 1) * size), offset);
        offset += size;
      }
      store(packed, row, embeddings);
      if (!place) return;
      await writeWholeFile(place, packed);
    }),
  );
  return rows.length - missing.length;
}

function store(packed: Buffer, row: number, { looks, parts }: Embeddings): void {
  let offset = packed.byteOffset;
  for (const part of partNames) {
    const size = looks * embeddingParts[part];
    parts[part].set(new Int8Array(packed.buffer, offset, size), row * size);
    offset += size;
  }
}
