import { HoneyburstError } from '../errors.js';
import type { Outputs } from '../onnx/session.js';
import { headOutputs } from './head-outputs.js';
import { type LabelTree, tiers } from './label-tree.js';

/** The error for a model that its model.json describes wrongly. It halts: every photo would fail. */
export function modelMisdescribed(folder: string, problem: string, cause?: unknown): HoneyburstError {
  return new HoneyburstError(`The model in ${folder} cannot be used: ${problem}. Train or import it again.`, {
    code: 'model_misdescribed',
    stage: 'model',
    halts: true,
    cause,
  });
}

/**
 * Throws a HoneyburstError unless a photo's answer has one probability for each label that model.json lists: with any
 * other number, labels would get the probabilities of others.
 */
export function checkAnswer(outputs: Readonly<Outputs>, labels: LabelTree, folder: string): void {
  for (const tier of tiers) {
    const { length } = labels[tier];
    const name = headOutputs[tier];
    const answer = outputs[name];
    if (answer?.length !== length) {
      const found = `its network gives ${answer?.length ?? 'no'} ${name}`;
      throw modelMisdescribed(folder, `model.json lists ${length} ${name}, but ${found}`);
    }
    if (!answer.every(Number.isFinite)) throw modelMisdescribed(folder, 'its answers are not all numbers');
  }
}
