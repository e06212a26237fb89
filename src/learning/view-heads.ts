import { indexOfHighest } from '../classifier/answer.js';
import type { ViewHeads } from '../classifier/head-graph.js';
import type { LabelTree } from '../classifier/label-tree.js';
import { scoresOf } from '../classifier/scores.js';
import { readView, views } from '../classifier/view.js';
import type { EngineName } from '../config/worker.js';
import type { Progress } from '../progress.js';
import { fitTemperatures } from './calibration/calibrate.js';
import type { ViewedPhoto } from './dataset/dataset.js';
import type { Embeddings } from './extractor/embeddings.js';
import { type Examples, type SingleLabels, unlabelled } from './fitting/examples.js';
import { fitFolds } from './fitting/fit-folds.js';
import { sourceFolds } from './fitting/source-folds.js';

/** Heads that tell views, and what the photos that they were not fitted on say of them. */
export interface FittedViews extends ViewHeads {
  /** Photos that show a body with at least this probability are answered: all but `lostBodies` of those that do. */
  leastBody: number;
  heldBack: ViewFigures;
}

/** Shares of held-back photos, from 0 to 1. */
export interface ViewFigures {
  photos: number;
  /** Whose view is told right. */
  accuracy: number;
  /** Of the photos that show no body: how many are refused. */
  bodiless: number;
  /** Of those that show one: how many are refused. */
  lost: number;
}

/**
 * The share of photos of a body that may be refused because none is seen. Few of these would have had an answer: on other
 * sources of the reference model, 0.017 costs 0.95 % of 1,682 photos their answer and leaves 8.5 % of the pictures without a
 * body one; 0.01 leaves 14 % one.
 */
const lostBodies = 0.017;
const labels: LabelTree = { coarse: views, fine: [] };

/**
 * Fits heads that tell what part of a guitar a photo shows, by cross-fitting over guitars. Sources are not kept apart: the
 * rare views come from few of them, and a head that has seen none of a source knows hardly any.
 */
export async function fitViewHeads(
  photos: readonly ViewedPhoto[],
  embeddings: Embeddings,
  options: { seed: number; engine: EngineName; threads: number; progress: Progress },
): Promise<FittedViews> {
  const coarse = Int32Array.from(photos, ({ view }) => views.indexOf(view));
  const examples: Examples<SingleLabels> = {
    embeddings,
    labels: { coarse, fine: new Int32Array(photos.length).fill(unlabelled) },
    weight: rarenessWeights(coarse),
  };
  const folds = sourceFolds(
    photos.map(({ group }) => ({ group })),
    options.seed,
  );
  const { heads, answers } = await fitFolds(folds, examples, labels, { ...options, isJudged: () => true });
  const truth = answers.map(({ row }) => coarse[row]!);
  const logits = answers.map((answer) => answer.logits);
  const held = { logits, coarse: truth, fine: truth.map(() => unlabelled), group: [] };
  const temperature = fitTemperatures(held, labels).coarse;
  const seen = logits.map((one) => scoresOf(one, labels, { coarse: temperature, fine: 1 }).coarse);
  const bodies = seen.map((one) => readView(one).body);
  const shows = truth.map((view) => showsBody[view]!);
  const sorted = bodies.filter((_, i) => shows[i]).sort((a, b) => a - b);
  const leastBody = Math.round((sorted[Math.floor(lostBodies * sorted.length)] ?? 0) * 1e4) / 1e4;
  const share = (of: (i: number) => boolean, among: (i: number) => boolean = () => true) => {
    const rows = [...truth.keys()].filter(among);
    return rows.length === 0 ? 0 : rows.filter(of).length / rows.length;
  };
  const refused = (i: number) => bodies[i]! < leastBody;
  return {
    // One is enough, and is what these figures are of.
    heads: heads.slice(0, 1),
    temperature,
    leastBody,
    heldBack: {
      photos: truth.length,
      accuracy: share((i) => indexOfHighest(seen[i]!) === truth[i]),
      bodiless: share(refused, (i) => !shows[i]),
      lost: share(refused, (i) => shows[i]!),
    },
  };
}

const showsBody = views.map((view) => view === 'front' || view === 'back' || view === 'detail');

/** Rare views count more, by the root of how much rarer they are: 1 on average. */
function rarenessWeights(numbers: Int32Array): Float32Array {
  const counts = new Float64Array(views.length);
  for (const view of numbers) counts[view]!++;
  const raw = Float32Array.from(numbers, (view) => 1 / Math.sqrt(counts[view]!));
  const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length;
  return raw.map((value) => value / mean);
}
