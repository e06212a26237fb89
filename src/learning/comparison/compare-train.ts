import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLocalClassifier } from '../../classifier/local.js';
import type { LocalModel } from '../../classifier/local-model.js';
import { readModelFolder, sha256 } from '../../classifier/model-folder.js';
import { describeLabels } from '../../classifier/model-labels.js';
import { onnxBackend } from '../../classifier/onnx-backend.js';
import type { Hierarchy } from '../../classifier/scores.js';
import { writeWholeFile } from '../../write-file.js';
import type { Dataset } from '../dataset/dataset.js';
import { partNames } from '../extractor/embeddings.js';
import { type CurveMeasurement, measureCurve } from '../labelling/measure-curve.js';
import {
  calibrateModel,
  embedDataset,
  type FittedHeads,
  fitSet,
  type TrainDependencies,
  type TrainingSet,
} from '../train.js';
import { type Candidate, toCandidate } from './compare-candidate.js';

export interface CompareTrainingOptions {
  seed: number;
  epochs: number | undefined;
  /** Whether to measure a learning curve. */
  curve: boolean;
  /** Trains again what was trained before from the same data and options. */
  retrain: boolean;
}

export interface TrainedBackbone {
  /** Flat, hard and soft. */
  candidates: Candidate[];
  curve: CurveMeasurement[] | undefined;
}

/** To be raised when heads of the same data and options turn out otherwise, so that older ones are not taken. */
const version = 1;

/**
 * Trains flat, hard and soft models of a backbone on one embedding of a dataset: folders `compare-BACKBONE-HIERARCHY`
 * under `home`/models. What was trained there before from the same data and options is taken as it is.
 */
export async function trainBackbone(
  dataset: Dataset,
  backbone: string,
  { seed, epochs, curve, retrain }: CompareTrainingOptions,
  dependencies: TrainDependencies,
): Promise<TrainedBackbone> {
  const { home } = dependencies;
  const set = await embedDataset(dataset, { backbone }, dependencies);
  const key = trainingKey(set, { seed, epochs });
  const fitOnce = (hierarchy: Hierarchy) => {
    let fitted: Promise<FittedHeads> | undefined;
    return () => {
      fitted ??= fitSet(set, { seed, epochs, hierarchy }, dependencies);
      return fitted;
    };
  };
  const heads = { soft: fitOnce('soft'), flat: fitOnce('flat') };

  const obtain = async (hierarchy: Hierarchy): Promise<LocalModel> => {
    const name = `compare-${backbone}-${hierarchy}`;
    const before = await readModelFolder(join(home, 'models', name), [onnxBackend]).catch(() => undefined);
    if (!retrain && before?.description.training.key === key) return before;
    const fitted = await heads[hierarchy === 'flat' ? 'flat' : 'soft']();
    return calibrateModel(set, fitted, { name, seed, hierarchy, key }, dependencies);
  };
  const candidates: Candidate[] = [];
  for (const hierarchy of ['flat', 'hard', 'soft'] as const) {
    const name = `${backbone} ${hierarchy}`;
    const variantOf = hierarchy === 'soft' ? undefined : `${backbone} soft`;
    candidates.push(await toCandidate(await obtain(hierarchy), createLocalClassifier, { name, variantOf }));
  }
  const file = join(home, 'cache', 'curves', `${key}.json`);
  const measure = () => measureCurve(set, { ...dependencies, seed });
  return { candidates, curve: curve ? await recall(file, measure, retrain) : undefined };
}

/** Of all that decides the models of a training set. */
function trainingKey(
  { photos, labels, examples, extractor, engine }: TrainingSet,
  options: { seed: number; epochs: number | undefined },
): string {
  const rows = photos.map(({ group, confidence }) => [group, confidence]);
  const { families, finishes } = describeLabels(labels);
  const hash = createHash('sha256').update(
    JSON.stringify([version, sha256(extractor), engine, families, finishes, rows, options]),
  );
  for (const numbers of [examples.labels.coarse, examples.labels.fine]) hash.update(numbers);
  for (const part of partNames) hash.update(examples.embeddings.parts[part]);
  return hash.digest('hex');
}

/** What `file` holds as JSON, or else what `compute` gives, which is kept there. */
async function recall<T>(file: string, compute: () => Promise<T>, again: boolean): Promise<T> {
  const stored = again ? undefined : await readFile(file, 'utf8').catch(() => undefined);
  if (stored !== undefined) return JSON.parse(stored) as T;
  const value = await compute();
  await writeWholeFile(file, JSON.stringify(value));
  return value;
}
