import type { Setup } from '../../classifier/backend.js';
import type { Hierarchy } from '../../classifier/scores.js';
import type { EngineName } from '../../config/worker.js';
import { HoneyburstError, UsageError } from '../../errors.js';
import type { LabelledPhoto } from '../dataset/dataset.js';
import { type Evaluation, evaluateWithPredictions } from '../evaluation/evaluate.js';
import type { Prediction } from '../evaluation/prediction.js';
import type { ScoringDependencies } from '../evaluation/score-photos.js';
import type { CurveMeasurement } from '../labelling/measure-curve.js';
import type { Candidate, TrainingCost } from './compare-candidate.js';
import { chooseSamples, type Sample } from './compare-samples.js';
import {
  type ColdPrediction,
  compareEngine,
  type EngineComparison,
  type HierarchyCost,
  measureCold,
  measureHierarchyCost,
  withClassifier,
} from './compare-speed.js';

/** A model of a comparison with all that was measured of it. */
export interface ComparedModel {
  name: string;
  backbone: string;
  hierarchy: Hierarchy;
  /** It differs from that one by its hierarchy only. */
  variantOf?: string;
  /** Computed elsewhere. */
  remote: boolean;
  training?: TrainingCost;
  evaluation: Evaluation;
  cold: ColdPrediction;
  /** Further engines; none for a variant, which would tell the same, or for a model that is computed elsewhere. */
  engines: EngineComparison[];
  /** Engines that could not run it, and why. */
  engineFailures: { engine: EngineName; message: string }[];
}

export interface Comparison {
  /** Photos that every model is evaluated on. */
  photos: number;
  photosWithFinish: number;
  /** What the evaluation is computed with, and on how many threads. */
  engine: EngineName;
  threads: number;
  models: ComparedModel[];
  hierarchyCost: HierarchyCost[];
  curves: BackboneCurve[];
  samples: Sample[];
  /** What it takes to set up the models, once for each backend among them. */
  setups: Setup[];
}

export interface BackboneCurve {
  name: string;
  measurements: CurveMeasurement[];
}

export interface CompareOptions {
  /** The first computes the evaluation; the others are compared with it on a few photos. */
  engines: readonly EngineName[];
  threads: number;
  seed: number;
}

/** Evaluates every candidate on the same photos, one after the other. Throws a UsageError if two have one name. */
export async function compareModels(
  candidates: readonly Candidate[],
  photos: readonly LabelledPhoto[],
  { engines: [engine = 'onnx', ...otherEngines], threads, seed }: CompareOptions,
  dependencies: ScoringDependencies,
): Promise<Omit<Comparison, 'curves'>> {
  const names = candidates.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`Two models to compare are called ${twice}: name each once.`);
  const first = photos[0];
  if (!first) throw new UsageError('There are no photos to compare models on.');

  const models: ComparedModel[] = [];
  const predictions = new Map<string, Prediction[]>();
  for (const candidate of candidates) {
    const { name, backbone, hierarchy, variantOf, remote, training, trainingImages, bytes } = candidate;
    const cold = await measureCold(candidate, first, engine, dependencies);
    const evaluated = await withClassifier(candidate, { engine, threads }, (classifier) =>
      evaluateWithPredictions(classifier, photos, trainingImages, dependencies),
    );
    predictions.set(name, evaluated.predictions);
    const engines: EngineComparison[] = [];
    const engineFailures: ComparedModel['engineFailures'] = [];
    for (const other of variantOf === undefined && !remote ? otherEngines : []) {
      const pair = { engine: other, reference: engine };
      try {
        engines.push(await compareEngine(candidate, photos, pair, dependencies));
      } catch (error) {
        // What the other engine measured is worth having all the same.
        if (!(error instanceof HoneyburstError)) throw error;
        engineFailures.push({ engine: other, message: error.message });
      }
    }
    models.push({
      name,
      backbone,
      hierarchy,
      remote,
      ...(variantOf === undefined ? {} : { variantOf }),
      ...(training ? { training } : {}),
      evaluation: { ...evaluated.evaluation, ...(bytes === undefined ? {} : { modelBytes: bytes }) },
      cold,
      engines,
      engineFailures,
    });
  }

  const hierarchyCost: HierarchyCost[] = [];
  for (const flat of candidates.filter(({ hierarchy }) => hierarchy === 'flat')) {
    const soft = candidates.find(({ name }) => name === flat.variantOf);
    if (soft) hierarchyCost.push(await measureHierarchyCost(flat, soft, photos, engine, dependencies));
  }
  return {
    photos: photos.length,
    photosWithFinish: photos.filter(({ finish }) => finish !== undefined).length,
    engine,
    threads,
    models,
    hierarchyCost,
    setups: [...new Set(candidates.map(({ setup }) => setup))],
    samples: chooseSamples(photos, predictions, { seed }),
  };
}
