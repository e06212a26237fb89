import { embeddingShapes } from '../../backbone/grid.js';
import {
  type HeadWeights,
  hiddenWidth,
  normalisedWidth,
  parameterCount,
  parameterShapes,
  pooledWidth,
} from '../../classifier/head.js';
import { type ByTier, type LabelTree, labelCount } from '../../classifier/label-tree.js';
import type { Reading } from '../../classifier/scores.js';
import type { EngineName } from '../../config/worker.js';
import { createSession } from '../../inference/create-session.js';
import { sizeOf } from '../../onnx/graph.js';
import { floatsOf } from '../../onnx/session.js';
import { createRandom, type Random } from '../../random.js';
import { type EmbeddingPart, type Embeddings, embeddingParts, partNames } from '../extractor/embeddings.js';
import type { Examples, SingleLabels } from './examples.js';
import { adamSchedule, buildTrainingStep } from './step.js';
import { toTargets } from './targets.js';

export interface FitOptions {
  seed: number | string;
  /** Default soft. A hard model is trained like a soft one. */
  hierarchy?: Reading;
  /** Default onnx. */
  engine?: EngineName;
  epochs?: number;
  batch?: number;
  /** Peak of the one-cycle learning rate. */
  rate?: number;
  weightDecay?: number;
  labelSmoothing?: number;
  dropout?: number;
  onEpoch?(epoch: number, epochs: number, loss: number): void;
}

/**
 * Trains a head to tell the labels apart, by AdamW with a one-cycle rate (Smith & Topin,
 * https://arxiv.org/abs/1708.07120). `rows` are the examples to learn from. The same data, options and seed give the
 * same weights.
 */
export async function fitHead(
  examples: Examples,
  rows: readonly number[],
  labels: LabelTree,
  options: FitOptions,
): Promise<HeadWeights> {
  const {
    rate = 3e-3,
    weightDecay = 1e-4,
    labelSmoothing = 0.05,
    dropout = 0.4,
    hierarchy = 'soft',
    engine = 'onnx',
  } = options;
  const counts = { coarse: labels.coarse.length, fine: labels.fine.length };
  // Few photos need smaller batches and more epochs to give as many updates.
  const batch = Math.min(options.batch ?? (rows.length < 2000 ? 32 : 64), rows.length);
  const steps = Math.floor(rows.length / batch);
  const epochs = options.epochs ?? Math.max(18, Math.min(80, Math.round(40_000 / rows.length)));
  const random = createRandom(`fit/${options.seed}`);
  // Two cores train two heads faster side by side, with one thread each, than one after the other.
  const step = await createSession(buildTrainingStep({ batch, labels: counts, hierarchy }), {
    engine,
    threads: 1,
  });
  const feed = <T>(data: T, shape: readonly number[]) => ({ data, shape });

  let parameters = initialParameters(labelCount(labels), random);
  let momentum = new Float32Array(parameters.length);
  let variance = new Float32Array(parameters.length);
  const mean = new Float32Array(normalisedWidth);
  const spread = new Float32Array(normalisedWidth);

  const looks = Object.fromEntries(
    partNames.map((part) => [part, new Int8Array(batch * embeddingParts[part])]),
  ) as Record<EmbeddingPart, Int8Array>;
  const pooledMask = new Float32Array(batch * pooledWidth);
  const hiddenMask = new Float32Array(batch * hiddenWidth);
  const total = epochs * steps;
  for (let epoch = 0, done = 0; epoch < epochs; epoch++) {
    const order = random.shuffle(rows);
    let lossSum = 0;
    for (let index = 0; index < steps; index++, done++) {
      const chosen = order.slice(index * batch, (index + 1) * batch);
      gather(examples.embeddings, chosen, looks, random);
      const targets = toTargets(examples, chosen, labels, { labelSmoothing, flat: hierarchy === 'flat' });
      const jitter = createJitter(batch, random);
      fillDropout(pooledMask, dropout, random);
      fillDropout(hiddenMask, dropout, random);
      const schedule = adamSchedule(done + 1, oneCycle(done, total, rate), weightDecay);
      const scalars = Object.fromEntries(
        Object.entries(schedule).map(([name, value]) => [name, feed(Float32Array.of(value), [])]),
      );
      const result = await step.run({
        ...Object.fromEntries(
          partNames.map((part) => [part, feed(looks[part], [batch, ...embeddingShapes[part]])]),
        ),
        jitter_scale: feed(jitter.scale, [batch, 3, 1, 1]),
        jitter_shift: feed(jitter.shift, [batch, 3, 1, 1]),
        dropout_pooled: feed(pooledMask, [batch, pooledWidth]),
        dropout_hidden: feed(hiddenMask, [batch, hiddenWidth]),
        coarse_target: feed(targets.coarse, [batch, counts.coarse]),
        fine_target: feed(targets.fine, [batch, counts.fine]),
        fine_mask: feed(targets.mask, [batch, counts.fine]),
        weight: feed(targets.weight, [batch, 1]),
        parameters: feed(parameters, [parameters.length]),
        momentum: feed(momentum, [parameters.length]),
        variance: feed(variance, [parameters.length]),
        ...scalars,
      });
      const data = (name: string) => floatsOf(result, name);
      parameters = data('next_parameters');
      momentum = data('next_momentum');
      variance = data('next_variance');
      lossSum += data('loss')[0]!;
      // The fixed statistics are those of the last epoch, in which the weights hardly move.
      if (epoch === epochs - 1) {
        data('mean').forEach((value, i) => {
          mean[i] = mean[i]! + value / steps;
        });
        data('spread').forEach((value, i) => {
          spread[i] = spread[i]! + value / steps;
        });
      }
    }
    options.onEpoch?.(epoch + 1, epochs, lossSum / steps);
  }
  await step.close();
  if ('coarse' in examples.labels) adjustForRareness(parameters, examples.labels, rows, counts);
  return { parameters, mean, spread };
}

/** Uniform within 1 / sqrt(inputs) of the layer, its biases included. */
function initialParameters(outputs: number, random: Random): Float32Array<ArrayBuffer> {
  const values = new Float32Array(parameterCount(outputs));
  let offset = 0;
  let bound = 0;
  for (const shape of Object.values(parameterShapes(outputs))) {
    if (shape.length > 1) bound = 1 / Math.sqrt(shape[0]!);
    const count = sizeOf(shape);
    for (let i = 0; i < count; i++) values[offset++] = random.between(-bound, bound);
  }
  return values;
}

/** Copies one look at each photo, chosen at random. */
function gather(
  { looks, parts }: Embeddings,
  rows: readonly number[],
  into: Record<EmbeddingPart, Int8Array>,
  random: Random,
): void {
  rows.forEach((row, slot) => {
    const look = row * looks + random.integer(looks);
    for (const part of partNames) {
      const bytes = embeddingParts[part];
      into[part].set(parts[part].subarray(look * bytes, (look + 1) * bytes), slot * bytes);
    }
  });
}

/** The share of the prior's logarithm to take out, measured on folds of the training photos. */
const rareness: ByTier<number> = { coarse: 0.3, fine: 0.15 };

/**
 * Logit adjustment (Menon et al., https://arxiv.org/abs/2007.07314): rare labels are answered too seldom. A part of the
 * logarithm of each label's share is taken off its bias.
 */
function adjustForRareness(
  parameters: Float32Array,
  { coarse, fine }: SingleLabels,
  rows: readonly number[],
  labels: ByTier<number>,
): void {
  const counts = new Float64Array(labels.coarse + labels.fine);
  for (const row of rows) {
    counts[coarse[row]!]!++;
    if (fine[row]! >= 0) counts[labels.coarse + fine[row]!]!++;
  }
  // The biases of the last layer are the last parameters.
  const biases = parameters.subarray(-counts.length);
  counts.forEach((photos, index) => {
    const exponent = index < labels.coarse ? rareness.coarse : rareness.fine;
    const share = Math.max(photos, 0.5) / rows.length;
    biases[index] = biases[index]! - exponent * Math.log(share);
  });
}

/** Random changes of light and white balance, in Lab. The spreads were measured on real photos. */
function createJitter(batch: number, random: Random) {
  const scale = new Float32Array(batch * 3);
  const shift = new Float32Array(batch * 3);
  const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
  for (let i = 0; i < batch; i++) {
    const lightness = clamp(1 + 0.08 * random.normal(), 0.8, 1.2);
    const chroma = clamp(1 + 0.12 * random.normal(), 0.7, 1.3);
    scale.set([lightness, chroma, chroma], i * 3);
    shift.set([3 * random.normal(), 1.5 * random.normal(), 2.5 * random.normal()], i * 3);
  }
  return { scale, shift };
}

function fillDropout(mask: Float32Array, share: number, random: Random): void {
  const kept = 1 / (1 - share);
  const bound = share * 0x10000;
  for (let i = 0; i < mask.length; i += 2) {
    // Each random number gives two draws of 16 bits.
    const bits = random.next() * 0x10000;
    const first = Math.floor(bits);
    mask[i] = first < bound ? 0 : kept;
    if (i + 1 < mask.length) mask[i + 1] = (bits - first) * 0x10000 < bound ? 0 : kept;
  }
}

/** Rises by a cosine to the peak over the first 20 % of the steps, then falls to almost nothing. */
function oneCycle(step: number, total: number, peak: number): number {
  const warm = Math.max(1, 0.2 * total);
  const cosine = (from: number, to: number, share: number) =>
    to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));
  return step < warm
    ? cosine(peak / 25, peak, step / warm)
    : cosine(peak, peak / 250_000, (step - warm) / Math.max(1, total - warm));
}
