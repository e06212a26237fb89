import { join } from 'node:path';
import { defaultBackbone } from '../backbone/backbone.js';
import type { InputRange } from '../backbone/input-range.js';
import { openBackbone } from '../backbone/open-backbone.js';
import { answeringLooks, buildHeadGraph } from '../classifier/head-graph.js';
import { type LabelTree, withOthers, withoutOthers } from '../classifier/label-tree.js';
import type { LocalModel } from '../classifier/local-model.js';
import { sha256, writeModelFolder } from '../classifier/model-folder.js';
import { describeLabels } from '../classifier/model-labels.js';
import { onnxBackend } from '../classifier/onnx-backend.js';
import type { Hierarchy } from '../classifier/scores.js';
import type { PhotoLimits } from '../config/photo.js';
import type { EngineName } from '../config/worker.js';
import { UsageError } from '../errors.js';
import { createInferencePool } from '../inference/inference-pool.js';
import type { Progress } from '../progress.js';
import { certifyListings, type MakersTaxonomy } from './calibration/certify-listings.js';
import { certifyModel, describeCertified } from './calibration/certify-model.js';
import type { PrecisionTarget } from './calibration/contract.js';
import { type Dataset, isForTraining, type LabelledPhoto, type ViewedPhoto } from './dataset/dataset.js';
import { countLabels, labelNumbers, toExamples, toLabelTree } from './dataset/labels.js';
import { embeddingCache, embedPhotos, toFileSource, toRelitSource } from './extractor/embed.js';
import type { Embeddings } from './extractor/embeddings.js';
import { prepareExtractor } from './extractor/prepare-extractor.js';
import { type CrossFit, crossFit } from './fitting/cross-fit.js';
import { type Examples, type SingleLabels, untaught } from './fitting/examples.js';
import { foldCount } from './fitting/source-folds.js';
import { type FittedViews, fitViewHeads } from './view-heads.js';

export interface EmbedOptions {
  /** Name of a packaged backbone, or path or URL of another one, see BackboneChoice. */
  backbone?: string | undefined;
  backboneSha256?: string | undefined;
  backboneInput?: InputRange | undefined;
  /** Default onnx. */
  engine?: EngineName | undefined;
  /** How often each photo is learnt from in another light, beside once as it is. Default: not at all. */
  lights?: number | undefined;
}

export interface FitModelOptions {
  name: string;
  seed?: number;
  epochs?: number;
  hierarchy?: Hierarchy;
  /** Precision that answers must have at each level. Default: 0.95 at a confidence of 0.95, pooled. */
  target?: Partial<PrecisionTarget>;
  /** Identifies the data and the options; model.json keeps it, so that a later run finds the model again. */
  key?: string;
}

export type TrainOptions = EmbedOptions & FitModelOptions;

export interface TrainDependencies {
  home: string;
  threads: number;
  limits: PhotoLimits;
  progress: Progress;
  /** Says what makers offer, so that listings can be calibrated. Absent: only photos are. */
  taxonomy?: MakersTaxonomy | undefined;
}

/** The training photos of a dataset as a backbone sees them. Any number of heads can be fitted on it. */
export interface TrainingSet {
  photos: LabelledPhoto[];
  /** Of the families and finishes that are taught; with one more for other finishes of each family, if photos show any. */
  labels: LabelTree;
  /** Of all photos, then of all in one other light, then of all in the next. */
  examples: Examples<SingleLabels>;
  /** Photos that teach views, if there are any. */
  viewed?: { photos: ViewedPhoto[]; embeddings: Embeddings };
  backbone: string;
  engine: EngineName;
  /** The feature extractor as it serves. */
  extractor: Uint8Array;
  /** Spent on embedding them; photos from the cache cost nothing. */
  seconds: number;
  /** How many photos came from the cache. */
  cached: number;
}

/** Heads of a training set, and how long they took. */
export type FittedHeads = CrossFit & { views?: FittedViews; seconds: number };

/** Looks at a photo that training learns from: the whole photo, the body, and more around the body. */
export const trainingLooks = 3;

/**
 * Transfer learning on a DATASET: embeds its training photos, fits heads by cross-fitting, calibrates on the answers of
 * each head to the photos that it has not seen, and writes a model folder. It never reads rows of the splits validation
 * and test. The same photos, options and seed give the same files.
 */
export async function trainModel(
  dataset: Dataset,
  options: TrainOptions,
  dependencies: TrainDependencies,
): Promise<LocalModel> {
  return fitModel(await embedDataset(dataset, options, dependencies), options, dependencies);
}

/** Embeds the training photos of a dataset. Throws a UsageError if they are too few to learn from. */
export async function embedDataset(
  dataset: Dataset,
  {
    backbone: choice = defaultBackbone,
    backboneSha256,
    backboneInput,
    engine = 'onnx',
    lights = 0,
  }: EmbedOptions,
  { home, limits, progress, threads }: TrainDependencies,
): Promise<TrainingSet> {
  const startedAt = Date.now();
  const photos = dataset.photos.filter(isForTraining);
  const labels = toLabelTree(photos, dataset.families);
  if (labels.coarse.length < 2) {
    throw new UsageError(
      `${dataset.path} has training photos of fewer than two families: nothing to tell apart.`,
    );
  }
  const groups = countGroups(photos);
  if (groups <= foldCount) {
    throw new UsageError(
      `${dataset.path} has training photos of only ${groups} groups: more than ${foldCount} are needed, as each of ${foldCount} heads leaves some out for calibration.`,
    );
  }
  const backbone = await openBackbone(
    { backbone: choice, sha256: backboneSha256, range: backboneInput },
    { home, progress },
  );
  const extractors = await prepareExtractor(backbone, photos, { home, threads, limits, progress });
  const embed = async (extractor: Uint8Array, looks: number, sources = photos.map(toFileSource)) => {
    const pool = await createInferencePool(extractor, { threads, engine });
    const cache = embeddingCache(home, extractor, engine);
    return embedPhotos(sources, { pool, looks, cache, limits, progress }).finally(() => pool.close());
  };
  const { embeddings, cached } = await embed(extractors.training, trainingLooks, [
    ...photos.map(toFileSource),
    ...Array.from({ length: lights }, (_, light) =>
      photos.map((photo) => toRelitSource(photo, light, limits)),
    ).flat(),
  ]);
  const served = extractors.quantised ? await embed(extractors.serving, answeringLooks) : undefined;
  const viewed = dataset.viewed?.filter(isForTraining) ?? [];
  const views =
    viewed.length > 0 ? await embed(extractors.serving, answeringLooks, viewed.map(toFileSource)) : undefined;
  const learnt = repeat(photos, 1 + lights);
  const known = toExamples(learnt, labels, embeddings);
  const taught = known.labels.fine.includes(untaught) ? withOthers(labels) : labels;
  return {
    photos,
    labels: taught,
    examples: { ...toExamples(learnt, taught, embeddings), ...(served && { served: served.embeddings }) },
    ...(views && { viewed: { photos: viewed, embeddings: views.embeddings } }),
    backbone: backbone.name,
    engine,
    extractor: extractors.serving,
    seconds: secondsSince(startedAt),
    cached,
  };
}

/** Fits and calibrates a model on an embedded dataset and writes its folder. */
export async function fitModel(
  set: TrainingSet,
  options: FitModelOptions,
  dependencies: TrainDependencies,
): Promise<LocalModel> {
  return calibrateModel(set, await fitSet(set, options, dependencies), options, dependencies);
}

/** Fits heads on an embedded dataset. A soft and a hard model have the same heads. */
export async function fitSet(
  { photos, labels, examples, viewed, engine }: TrainingSet,
  { seed = 1, epochs, hierarchy }: Pick<FitModelOptions, 'seed' | 'epochs' | 'hierarchy'>,
  { progress, threads }: TrainDependencies,
): Promise<FittedHeads> {
  const startedAt = Date.now();
  const options = { seed, epochs, ...(hierarchy ? { hierarchy } : {}), engine, threads, progress };
  const tree = hierarchy === 'flat' ? withoutOthers(labels) : labels;
  const times = examples.labels.coarse.length / photos.length;
  const learnt = { ...examples, labels: labelNumbers(repeat(photos, times), tree) };
  const fitted = await crossFit(photos, learnt, tree, options);
  const views =
    viewed && (await fitViewHeads(viewed.photos, viewed.embeddings, { seed, engine, threads, progress }));
  return { ...fitted, ...(views && { views }), seconds: secondsSince(startedAt) };
}

/** Calibrates a model of fitted heads and writes its folder. */
export async function calibrateModel(
  set: TrainingSet,
  { heads, held, views, seconds }: FittedHeads,
  options: Omit<FitModelOptions, 'epochs'>,
  { home, taxonomy }: Pick<TrainDependencies, 'home' | 'taxonomy'>,
): Promise<LocalModel> {
  const startedAt = Date.now();
  const { name, seed = 1, hierarchy = 'soft', key, target } = options;
  const { photos, extractor, engine } = set;
  const labels = hierarchy === 'flat' ? withoutOthers(set.labels) : set.labels;
  const certified = certifyModel(held, labels, { hierarchy, target, seed });
  const { calibration, contract, heldBack } = describeCertified(certified);
  const { temperatures } = certified.calibration;
  const listing =
    taxonomy &&
    certifyListings(held, photos, {
      ...{ labels, temperatures, hierarchy, taxonomy, seed },
      target: certified.contract.target,
    });
  // A head that tells views takes the place of one that tells finishes, so that size and time of the model stay.
  const members = views ? heads.slice(1) : heads;
  const head = buildHeadGraph(members, labels, temperatures, { hierarchy, views });
  return writeModelFolder(
    join(home, 'models', name),
    onnxBackend,
    {
      format: 2,
      name,
      created: new Date().toISOString(),
      engine: 'onnx',
      hierarchy,
      backbone: { name: set.backbone, checksum: sha256(extractor) },
      ...describeLabels(withoutOthers(labels)),
      calibration: {
        ...calibration,
        ...(views && { leastBody: views.leastBody }),
        ...(listing && Object.keys(listing).length > 0 && { listing }),
      },
      training: {
        photos: photos.length,
        groups: countGroups(photos),
        trainingImages: countLabels(photos),
        seed,
        engine,
        contract,
        heldBack,
        ...(views && { views: views.heldBack }),
        embeddingSeconds: set.seconds,
        embeddingsFromCache: set.cached,
        seconds: Math.round((set.seconds + seconds + secondsSince(startedAt)) * 10) / 10,
        ...(key ? { key } : {}),
      },
      headChecksum: sha256(head),
    },
    { 'extractor.onnx': extractor, 'head.onnx': head },
  );
}

function repeat<T>(items: readonly T[], times: number): T[] {
  return Array.from({ length: times }, () => items).flat();
}

function countGroups(photos: readonly LabelledPhoto[]): number {
  return new Set(photos.map((photo) => photo.group)).size;
}

function secondsSince(startedAt: number): number {
  return Math.round((Date.now() - startedAt) / 100) / 10;
}
