import type { LevelThresholds } from '../../classifier/classifier.js';
import type { Hierarchy, Temperatures } from '../../classifier/scores.js';
import type { Labels } from '../dataset/labels.js';
import { fitTemperatures, type HeldBack, heldBackAnswers } from './calibrate.js';
import {
  certifyContract,
  type HeldBackAnswer,
  type PrecisionContract,
  type PrecisionTarget,
  thresholdsOf,
} from './contract.js';

export interface CertifyOptions {
  hierarchy: Hierarchy;
  /** Default: 0.95 at a confidence of 0.95, pooled. */
  target: Partial<PrecisionTarget> | undefined;
  seed: number;
}

/** What photos that a model was not trained on say of it. */
export interface CertifiedModel {
  calibration: { temperatures: Temperatures; thresholds: LevelThresholds };
  contract: PrecisionContract;
  heldBack: { photos: number; familyAccuracy: number | null; finishAccuracy: number | null };
}

/** Calibrates a model on held-back photos, and certifies what it may answer. */
export function certifyModel(
  held: HeldBack,
  { families, finishes, head }: Labels,
  { hierarchy, target, seed }: CertifyOptions,
): CertifiedModel {
  const temperatures = fitTemperatures(held, head, hierarchy);
  const names = { families, finishes: finishes.map(({ slug }) => slug) };
  const answers = heldBackAnswers(held, head, temperatures, names, hierarchy);
  const aim: PrecisionTarget = { precision: 0.95, confidence: 0.95, scope: 'pooled', ...target };
  const contract = certifyContract(answers, names, aim, seed);
  const taught = answers.filter((_, row) => held.finish[row]! >= 0);
  return {
    calibration: { temperatures, thresholds: thresholdsOf(contract) },
    contract,
    heldBack: {
      photos: answers.length,
      familyAccuracy: shareRight(answers, 'family'),
      finishAccuracy: shareRight(taught, 'finish'),
    },
  };
}

function shareRight(answers: readonly HeldBackAnswer[], tier: 'family' | 'finish'): number | null {
  if (answers.length === 0) return null;
  return answers.filter((answer) => answer[tier]?.right).length / answers.length;
}
