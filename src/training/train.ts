import { join } from 'node:path';
import { defaultBackbone } from '../backbone/backbone.js';
import type { InputRange } from '../backbone/input-range.js';
import { openBackbone } from '../backbone/open-backbone.js';
import { indexOfHighest } from '../classifier/answer.js';
import type { HeadWeights } from '../classifier/head.js';
import { buildHeadGraph, type HeadLabels } from '../classifier/head-graph.js';
import { createInferencePool } from '../classifier/inference-pool.js';
import { type ModelFolder, sha256, writeModelFolder } from '../classifier/model-folder.js';
import type { PhotoLimits } from '../config.js';
import { UsageError } from '../errors.js';
import type { Progress } from '../progress.js';
import { createRandom } from '../random.js';
import { families as allFamilies } from '../taxonomy/family.js';
import {
  fitTemperatures,
  type HeldBack,
  heldBackAnswers,
  scoresOf,
  unlabelled,
  untaught,
} from './calibrate.js';
import { certifyContract, type PrecisionTarget, thresholdsOf } from './contract.js';
import type { Dataset, LabelledPhoto } from './dataset.js';
import { embedPhotos, type ViewName } from './embed.js';
import type { Embeddings } from './embeddings.js';
import { type Examples, fitHead } from './fit.js';
import { predictLogits } from './predict.js';
import { prepareExtractor } from './prepare-extractor.js';

export interface TrainOptions {
  name: string;
  /** A packaged backbone's name, or path or URL of another, see BackboneChoice. */
  backbone?: string;
  backboneSha256?: string;
  backboneInput?: InputRange;
  seed?: number;
  epochs?: number;
  /** Precision that answers must have at each level. Default: 0.95 at a confidence of 0.95, pooled. */
  target?: Partial<PrecisionTarget>;
}

export interface TrainDependencies {
  home: string;
  threads: number;
  limits: PhotoLimits;
  progress: Progress;
}

/** Photos of a finish below this teach their family only: a finish seen so rarely is not learnt. */
const leastPhotosOfFinish = 5;
/** Heads that answer together. */
const memberCount = 2;
/** Share of the groups that each head leaves out: what it says of them is what calibration goes by. */
const heldBackShare = 0.12;
const views: readonly ViewName[] = ['upright', 'turned'];

/**
 * Transfer learning on a DATASET: embeds its training photos, fits two heads, each without another part of
 * them, calibrates on what each head says of the part that it has not seen, and writes a model folder. Rows of
 * the splits validation and test are never looked at. The same photos, options and seed give the same files.
 */
export async function trainModel(
  dataset: Dataset,
  options: TrainOptions,
  dependencies: TrainDependencies,
): Promise<ModelFolder> {
  const startedAt = Date.now();
  const { seed = 1 } = options;
  const target: PrecisionTarget = { precision: 0.95, confidence: 0.95, scope: 'pooled', ...options.target };
  const { home, limits, progress, threads } = dependencies;
  const photos = dataset.photos.filter((photo) => photo.split === undefined || photo.split === 'train');
  const labels = toLabels(photos);
  if (labels.families.length < 2) {
    throw new UsageError(
      `${dataset.path} has training photos of fewer than two families: nothing to tell apart.`,
    );
  }

  const groups = new Set(photos.map((photo) => photo.group)).size;
  if (groups <= memberCount) {
    throw new UsageError(
      `${dataset.path} has training photos of ${groups} groups only: each head leaves one out to be calibrated on.`,
    );
  }

  const backbone = await openBackbone(
    {
      backbone: options.backbone ?? defaultBackbone,
      sha256: options.backboneSha256,
      range: options.backboneInput,
    },
    { home, progress },
  );
  const files = photos.map((photo) => photo.file);
  const extractor = await prepareExtractor(backbone, files, { home, threads, limits, progress });
  const extractorChecksum = sha256(extractor);
  const pool = await createInferencePool(extractor, { threads });
  const embedded = [];
  try {
    for (const view of views) {
      const cacheFolder = join(home, 'cache', 'embeddings');
      embedded.push(
        await embedPhotos(files, view, {
          pool,
          size: backbone.size,
          extractorChecksum,
          cacheFolder,
          limits,
          progress,
        }),
      );
    }
  } finally {
    await pool.close();
  }
  const embeddingSeconds = secondsSince(startedAt);

  const embeddings = embedded.map((view) => view.embeddings);
  const examples = toExamples(photos, labels, embeddings);
  const headLabels: HeadLabels = { families: labels.families.length, familyOfFinish: labels.familyOfFinish };
  const heads: HeadWeights[] = [];
  const held: HeldBack = { logits: [], family: [], finish: [], group: [] };
  for (const [member, part] of splitOff(photos, seed).entries()) {
    progress.start(`fitting head ${member + 1} of ${memberCount}`);
    const rows = photos.flatMap((_, row) => (part.has(row) ? [] : [row]));
    const head = await fitHead(examples, rows, {
      ...headLabels,
      seed: `${seed}/${member}`,
      ...(options.epochs ? { epochs: options.epochs } : {}),
    });
    heads.push(head);
    const unseen = [...part].filter((row) => photos[row]?.confidence === 'high');
    held.logits.push(...(await predictLogits(head, headLabels, embeddings[0] as Embeddings, unseen)));
    held.family.push(...unseen.map((row) => examples.family[row] as number));
    held.finish.push(...unseen.map((row) => examples.finish[row] as number));
    held.group.push(...unseen.map((row) => photos[row]?.group as string));
    progress.finish();
  }
  const temperatures = fitTemperatures(held, headLabels);
  const names = { families: labels.families, finishes: labels.finishes.map(({ slug }) => slug) };
  const answers = heldBackAnswers(held, headLabels, temperatures, names);
  const contract = certifyContract(answers, names, target, seed);
  const head = buildHeadGraph(heads, headLabels, temperatures);
  const folder = join(home, 'models', options.name);
  return writeModelFolder(
    folder,
    {
      format: 1,
      name: options.name,
      created: new Date().toISOString(),
      engine: 'onnx',
      backbone: { name: backbone.name, checksum: extractorChecksum, size: backbone.size },
      families: labels.families,
      finishes: labels.finishes,
      calibration: { temperatures, thresholds: thresholdsOf(contract) },
      training: {
        photos: photos.length,
        groups,
        trainingImages: countLabels(photos),
        seed,
        contract,
        heldBack: heldBackFigures(held, headLabels, temperatures),
        embeddingSeconds,
        seconds: secondsSince(startedAt),
      },
      headChecksum: sha256(head),
    },
    { extractor, head },
  );
}

interface Labels {
  families: string[];
  finishes: { slug: string; family: string }[];
  familyOfFinish: Int32Array;
}

function toLabels(photos: readonly LabelledPhoto[]): Labels {
  const present = new Set(photos.map((photo) => photo.family));
  const families: string[] = allFamilies.filter((family) => present.has(family));
  const counts = new Map<string, { family: string; count: number }>();
  for (const { finish, family } of photos) {
    if (finish) counts.set(finish, { family, count: (counts.get(finish)?.count ?? 0) + 1 });
  }
  const finishes = [...counts]
    .filter(([, { count }]) => count >= leastPhotosOfFinish)
    .map(([slug, { family }]) => ({ slug, family }))
    .sort((a, b) => (a.slug < b.slug ? -1 : 1));
  const familyOfFinish = Int32Array.from(finishes, ({ family }) => families.indexOf(family));
  return { families, finishes, familyOfFinish };
}

function toExamples(
  photos: readonly LabelledPhoto[],
  labels: Labels,
  embeddings: Examples['views'],
): Examples {
  const finishIndex = new Map(labels.finishes.map(({ slug }, index) => [slug, index]));
  return {
    views: embeddings,
    family: Int32Array.from(photos, ({ family }) => labels.families.indexOf(family)),
    finish: Int32Array.from(photos, ({ finish }) =>
      finish === undefined ? unlabelled : (finishIndex.get(finish) ?? untaught),
    ),
    weight: Float32Array.from(photos, ({ confidence }) => (confidence === 'low' ? 0.5 : 1)),
  };
}

/** A part of the rows for each head to leave out; whole groups, so that no guitar is on both sides. */
function splitOff(photos: readonly LabelledPhoto[], seed: number): Set<number>[] {
  const groups = createRandom(`held back/${seed}`).shuffle([...new Set(photos.map((photo) => photo.group))]);
  const size = Math.max(1, Math.round(groups.length * heldBackShare));
  return Array.from({ length: memberCount }, (_, member) => {
    const chosen = new Set(groups.slice(member * size, (member + 1) * size));
    return new Set(photos.flatMap((photo, row) => (chosen.has(photo.group) ? [row] : [])));
  });
}

function countLabels(photos: readonly LabelledPhoto[]): Record<'family' | 'finish', Record<string, number>> {
  const counts = { family: {} as Record<string, number>, finish: {} as Record<string, number> };
  for (const { family, finish } of photos) {
    counts.family[family] = (counts.family[family] ?? 0) + 1;
    if (finish) counts.finish[finish] = (counts.finish[finish] ?? 0) + 1;
  }
  return counts;
}

function heldBackFigures(
  held: HeldBack,
  labels: HeadLabels,
  temperatures: { family: number; finish: number },
) {
  const scores = held.logits.map((logits) => scoresOf(logits, labels, temperatures));
  const known = scores.map((_, row) => row).filter((row) => (held.finish[row] as number) >= 0);
  const share = (count: number, of: number) => (of === 0 ? null : count / of);
  return {
    photos: scores.length,
    familyAccuracy: share(
      scores.filter((s, row) => indexOfHighest(s.families) === held.family[row]).length,
      scores.length,
    ),
    finishAccuracy: share(
      known.filter((row) => indexOfHighest(scores[row]?.finishes ?? []) === held.finish[row]).length,
      known.length,
    ),
  };
}

function secondsSince(startedAt: number): number {
  return Math.round((Date.now() - startedAt) / 100) / 10;
}
