import { defaultBackbone, loadExtractor } from '../../backbone/backbone.js';
import { buildHeadGraph, type HeadLabels } from '../../classifier/head-graph.js';
import { scoresOf, type Temperatures } from '../../classifier/scores.js';
import type { PhotoLimits } from '../../config/photo.js';
import { HoneyburstError } from '../../errors.js';
import { createInferencePool } from '../../inference/inference-pool.js';
import {
  fitMultilabelTemperature,
  fitTemperatures,
  unlabelled,
} from '../../learning/calibration/calibrate.js';
import { embeddingCache, embedPhotos } from '../../learning/extractor/embed.js';
import type { Embeddings } from '../../learning/extractor/embeddings.js';
import { foldCount } from '../../learning/fitting/cross-fit.js';
import type { Examples } from '../../learning/fitting/fit.js';
import { type FittedFolds, fitFolds } from '../../learning/fitting/fit-folds.js';
import { trainingLooks } from '../../learning/train.js';
import { silentProgress as progress } from '../../progress.js';
import { createLazyPool } from './lazy-pool.js';
import type { TagsType, TrainedTags, TrainingImage, TrainTagsOptions } from './tag-engine.js';
import { toTagFolds } from './tag-folds.js';

export interface TrainTagsDependencies {
  home: string;
  threads: number;
  limits: PhotoLimits;
  /** Once it is aborted, no more photos are embedded: the training fails. */
  signal: AbortSignal;
}

/**
 * Transfer learning of arbitrary tags: a head for each fold of the photos, calibrated on what each says of the fold
 * that it has not seen. The same images in the same order, options and seed give the same bytes.
 */
export async function trainTags(
  images: readonly TrainingImage[],
  { tags, type, seed = 1 }: TrainTagsOptions,
  dependencies: TrainTagsDependencies,
): Promise<TrainedTags> {
  const startedAt = performance.now();
  checkTags(images, tags, type);
  const examples = toExamples(images, tags, await embedImages(images, dependencies));
  const labels: HeadLabels = { families: tags, familyOfFinish: new Int32Array() };
  const hierarchy = type === 'Multilabel' ? 'multilabel' : 'soft';
  const folds = toTagFolds(images, { tags, folds: foldCount, seed });
  const { heads, answers } = await fitFolds(folds, examples, labels, {
    seed,
    hierarchy,
    ...passes(images.length),
    isJudged: () => true,
    engine: 'onnx',
    threads: dependencies.threads,
    progress,
  });
  const temperatures = calibrate(answers, images, labels, type);
  const heldBack: TrainedTags['heldBack'] = new Array(images.length);
  for (const { row, fold, logits } of answers) {
    heldBack[row] = { fold, probabilities: scoresOf(logits, labels, temperatures, hierarchy).families };
  }
  const head = buildHeadGraph(heads, labels, temperatures, { hierarchy });
  return { head, heldBack, seconds: (performance.now() - startedAt) / 1000 };
}

/**
 * Someone waits for this training. Measured on real guitars against the steps of a whole model: 100 photos gained 5
 * points by smaller batches, 600 lost nothing by half the passes, nor did 10, which are known by heart soon.
 */
function passes(photos: number): { batch?: number; epochs: number } {
  if (photos < 40) return { batch: 8, epochs: 40 };
  if (photos < 200) return { batch: 8, epochs: Math.min(80, Math.round(5000 / photos)) };
  return { epochs: Math.max(18, Math.min(40, Math.round(20_000 / photos))) };
}

/** Throws a HoneyburstError of stage train unless every head can be shown each tag, and tags are given as the type has it. */
function checkTags(images: readonly TrainingImage[], tags: number, type: TagsType): void {
  const photos = new Int32Array(tags);
  for (const { tags: own, sha256 } of images) {
    if (
      own.length === 0 ||
      (type === 'Multiclass' && own.length > 1) ||
      own.some((tag) => !(tag in photos))
    ) {
      throw untrainable(
        `The photo ${sha256} has the tags [${own}] of ${tags}, which ${type} does not allow.`,
      );
    }
    for (const tag of new Set(own)) photos[tag]!++;
  }
  const rare = photos.findIndex((count) => count < 2);
  if (rare >= 0) {
    throw untrainable(
      `Tag number ${rare} has ${photos[rare]} photos: it takes two to learn from one and be judged by the other.`,
    );
  }
}

function untrainable(message: string): HoneyburstError {
  return new HoneyburstError(message, { code: 'tags_untrainable', stage: 'train' });
}

async function embedImages(
  images: readonly TrainingImage[],
  { home, threads, limits, signal }: TrainTagsDependencies,
): Promise<Embeddings> {
  const extractor = loadExtractor(defaultBackbone, { around: true });
  const pool = createLazyPool(threads, () => createInferencePool(extractor, { threads }));
  const abort = () => void pool.close();
  signal.addEventListener('abort', abort);
  const sources = images.map(({ sha256, load }) => ({ name: sha256, sha256, load }));
  const cache = embeddingCache(home, extractor, 'onnx');
  return embedPhotos(sources, { pool, looks: trainingLooks, cache, limits, progress })
    .then(({ embeddings }) => embeddings)
    .finally(() => {
      signal.removeEventListener('abort', abort);
      return pool.close();
    });
}

function toExamples(images: readonly TrainingImage[], tags: number, embeddings: Embeddings): Examples {
  const borne = new Uint8Array(images.length * tags);
  images.forEach((image, row) => {
    for (const tag of image.tags) borne[row * tags + tag] = 1;
  });
  return {
    embeddings,
    family: Int32Array.from(images, (image) => image.tags[0]!),
    finish: new Int32Array(images.length).fill(unlabelled),
    tags: borne,
    weight: new Float32Array(images.length).fill(1),
  };
}

function calibrate(
  answers: FittedFolds['answers'],
  images: readonly TrainingImage[],
  labels: HeadLabels,
  type: TagsType,
): Temperatures {
  const logits = answers.map((answer) => answer.logits);
  const tagsOf = answers.map(({ row }) => images[row]?.tags ?? []);
  if (type === 'Multilabel') {
    const isTrue = (answer: number, tag: number) => tagsOf[answer]?.includes(tag) ?? false;
    return { family: fitMultilabelTemperature(logits, isTrue), finish: 1 };
  }
  const family = tagsOf.map((own) => own[0]!);
  const finish = family.map(() => unlabelled);
  return fitTemperatures({ logits, family, finish, group: [] }, labels);
}
