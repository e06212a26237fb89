import { type ByTier, type LabelTree, type Tier, withoutOthers } from '../../classifier/label-tree.js';
import { type Calibration, describeCalibration } from '../../classifier/model-labels.js';
import type { Hierarchy } from '../../classifier/scores.js';
import { fitTemperatures, type HeldBack, heldBackAnswers } from './calibrate.js';
import {
  certifyContract,
  type HeldBackAnswer,
  type PrecisionContract,
  type PrecisionTarget,
  type TierContract,
  thresholdsOf,
} from './contract.js';

export interface CertifyOptions {
  hierarchy: Hierarchy;
  /** Default: 0.95 at a confidence of 0.95, pooled. */
  target: Partial<PrecisionTarget> | undefined;
  seed: number;
}

/** A calibration, and the answers to held-back photos that it rests on. */
export interface CertifiedModel {
  calibration: Calibration;
  contract: PrecisionContract;
  /** How many photos were held back, and the share of right answers; null if there were none. */
  heldBack: { photos: number; accuracy: ByTier<number | null> };
}

/** Calibrates a model on held-back photos, and certifies what it may answer. */
export function certifyModel(
  held: HeldBack,
  labels: LabelTree,
  { hierarchy, target, seed }: CertifyOptions,
): CertifiedModel {
  const temperatures = fitTemperatures(held, labels, hierarchy);
  const answers = heldBackAnswers(held, labels, temperatures, hierarchy);
  const aim: PrecisionTarget = { precision: 0.95, confidence: 0.95, scope: 'pooled', ...target };
  const named = withoutOthers(labels);
  const contract = certifyContract(answers, named, aim, seed);
  const taught = answers.filter((_, row) => held.fine[row]! >= 0 && held.fine[row]! < named.fine.length);
  return {
    calibration: { temperatures, thresholds: thresholdsOf(contract) },
    contract,
    heldBack: {
      photos: answers.length,
      accuracy: { coarse: shareRight(answers, 'coarse'), fine: shareRight(taught, 'fine') },
    },
  };
}

function shareRight(answers: readonly HeldBackAnswer[], tier: Tier): number | null {
  if (answers.length === 0) return null;
  return answers.filter((answer) => answer[tier]?.right).length / answers.length;
}

/** A contract as model.json has it. */
export interface DescribedContract extends Pick<PrecisionContract, 'target' | 'photos'> {
  finish: TierContract;
  family: TierContract;
}

/** The accuracy on held-back photos as model.json has it. */
export interface DescribedHeldBack {
  photos: number;
  familyAccuracy: number | null;
  finishAccuracy: number | null;
}

/** The same in the words of model.json, which calls the tiers families and finishes. */
export function describeCertified({ calibration, contract, heldBack }: CertifiedModel) {
  const { target, photos, fine, coarse } = contract;
  const { accuracy } = heldBack;
  return {
    calibration: describeCalibration(calibration),
    contract: { target, photos, finish: fine, family: coarse } satisfies DescribedContract,
    heldBack: {
      photos: heldBack.photos,
      familyAccuracy: accuracy.coarse,
      finishAccuracy: accuracy.fine,
    } satisfies DescribedHeldBack,
  };
}
