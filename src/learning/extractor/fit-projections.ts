import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { buildTaps } from '../../backbone/extractor.js';
import { grid, projected } from '../../backbone/grid.js';
import { photoSize } from '../../backbone/look.js';
import type { Backbone } from '../../backbone/network.js';
import {
  type Projection,
  type Projections,
  type Tap,
  tapNames,
  toProjection,
} from '../../backbone/projection.js';
import type { PhotoLimits } from '../../config/photo.js';
import { HoneyburstError, toHoneyburstError } from '../../errors.js';
import { createInferencePool } from '../../inference/inference-pool.js';
import { floatsOf } from '../../onnx/session.js';
import { preparePhoto } from '../../photo/decode.js';
import { letterbox } from '../../photo/letterbox.js';
import type { Progress } from '../../progress.js';
import { createRandom } from '../../random.js';
import { principalComponents } from './principal-components.js';

export interface FitDependencies {
  home: string;
  threads: number;
  limits: PhotoLimits;
  progress: Progress;
}

const batchSize = 8;
/**
 * Positions taken of each photo; what is added to a component's variance before its root divides, as a share of a
 * channel's variance; and whether each channel is divided by its own deviation or all by a typical one.
 */
const settings: Record<Tap, { positions: number; floor: number; standardise: boolean }> = {
  cells: { positions: 24, floor: 0.1, standardise: true },
  coarse: { positions: 8, floor: 0.1, standardise: true },
  global: { positions: 1, floor: 0.013, standardise: false },
};

/**
 * Fits the fixed projections of a backbone on photos, without their labels. For each tap: standardise (cells and
 * coarse), principal components, nearly whiten. Same photos in the same order, same projections.
 */
export async function fitProjections(
  backbone: Backbone,
  files: readonly string[],
  dependencies: FitDependencies,
): Promise<Projections> {
  const samples = await sampleTaps(backbone, files, dependencies);
  const { progress } = dependencies;
  progress.start(`fitting the projections of ${backbone.name}`);
  const fitted: Partial<Projections> = {};
  for (const tap of tapNames) fitted[tap] = await fitTap(samples[tap], tap);
  progress.finish();
  return fitted as Projections;
}

interface Samples {
  width: number;
  /** Row after row. */
  values: Float32Array;
  rows: number;
}

/** Values of each tap at random positions of each photo. */
async function sampleTaps(
  backbone: Backbone,
  files: readonly string[],
  { threads, limits, progress }: FitDependencies,
): Promise<Record<Tap, Samples>> {
  const taken: Partial<Record<Tap, Samples>> = {};
  const pool = await createInferencePool(buildTaps(backbone), { threads });
  progress.start(`looking at ${files.length} photos with ${backbone.name}`, files.length);

  const look = async (from: number) => {
    const batch = files.slice(from, from + batchSize);
    const pixels = new Uint8Array(batch.length * photoSize ** 2 * 4);
    await Promise.all(
      batch.map(async (file, slot) => {
        pixels.set(await readPixels(file, limits), slot * photoSize ** 2 * 4);
      }),
    );
    const outputs = await pool.run('pixels', pixels, [batch.length, photoSize, photoSize, 4]);
    for (const tap of tapNames) {
      const { positions } = settings[tap];
      const data = floatsOf(outputs, tap);
      const places = tap === 'global' ? 1 : grid[tap] ** 2;
      const width = data.length / (batch.length * places);
      const rows = files.length * positions;
      taken[tap] ??= { width, rows, values: new Float32Array(rows * width) };
      for (const slot of batch.keys()) {
        // Random, but of the photo's own: batches come in any order.
        const random = createRandom(`projection/${tap}/${from + slot}`);
        for (let i = 0; i < positions; i++) {
          const at = (slot * places + random.integer(places)) * width;
          taken[tap].values.set(data.subarray(at, at + width), ((from + slot) * positions + i) * width);
        }
      }
    }
    progress.advance(batch.length);
  };

  try {
    let next = 0;
    const lanes = Array.from({ length: pool.threads + 1 }, async () => {
      while (next < files.length) {
        const from = next;
        next += batchSize;
        await look(from);
      }
    });
    await Promise.all(lanes);
  } finally {
    await pool.close();
  }
  progress.finish();
  return taken as Record<Tap, Samples>;
}

/** A photo as extractors take it. Throws a HoneyburstError that names one that cannot be used. */
export async function readPixels(file: string, limits: PhotoLimits): Promise<Uint8Array> {
  try {
    const input = { kind: 'pixels', size: photoSize } as const;
    return letterbox(await preparePhoto(await readFile(file), input, limits), photoSize);
  } catch (error) {
    throw unusable(file, error);
  }
}

async function fitTap({ width, values, rows }: Samples, tap: Tap): Promise<Projection> {
  const { floor, standardise } = settings[tap];
  const outputs = projected[tap];
  const mean = new Float64Array(width);
  const variance = new Float64Array(width);
  values.forEach((value, i) => {
    mean[i % width] = mean[i % width]! + value / rows;
  });
  values.forEach((value, i) => {
    const distance = value - mean[i % width]!;
    variance[i % width] = variance[i % width]! + (distance * distance) / rows;
  });
  // Channels of one backbone are alike, those of two may differ by orders of magnitude.
  const typical = Math.sqrt(variance.reduce((sum, value) => sum + value, 0) / width) || 1;
  const deviation = variance.map((value) => (standardise ? Math.sqrt(value) + 1e-3 * typical : typical));
  values.forEach((value, i) => {
    values[i] = (value - mean[i % width]!) / deviation[i % width]!;
  });
  const { variances, components } = await principalComponents(values, rows, width, outputs);
  const weight = Float32Array.from(components, (value, index) => {
    const spread = Math.sqrt(variances[index % outputs]! + floor);
    return value / (spread * deviation[Math.floor(index / outputs)]!);
  });
  return toProjection(Float32Array.from(mean), weight);
}

/** SHA-256 over the bytes of files, in their order. */
export async function hashFiles(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    const bytes = await readFile(file).catch((error) => {
      throw unusable(file, error);
    });
    hash.update(createHash('sha256').update(bytes).digest());
  }
  return hash.digest('hex');
}

function unusable(file: string, cause: unknown): HoneyburstError {
  const { code, message } = toHoneyburstError(cause, 'decode');
  return new HoneyburstError(`The photo ${file} cannot be used: ${message}`, { code, stage: 'train', cause });
}
