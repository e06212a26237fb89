import { HoneyburstError } from '../errors.js';
import type { Outputs } from '../onnx/session.js';
import type { LocalModel } from './model-folder.js';

/** What a model that its folder does not describe rightly is refused with; nobody can be helped by it. */
export function modelMisdescribed(folder: string, problem: string, cause?: unknown): HoneyburstError {
  return new HoneyburstError(`The model in ${folder} cannot be used: ${problem}. Train or import it again.`, {
    code: 'model_misdescribed',
    stage: 'model',
    halts: true,
    cause,
  });
}

/**
 * Throws a HoneyburstError where a photo's answer is not one probability for each label that model.json lists: labels
 * would be given to what others won.
 */
export function checkAnswer(outputs: Readonly<Outputs>, { folder, description }: LocalModel): void {
  for (const name of ['families', 'finishes'] as const) {
    const { length } = description[name];
    const answer = outputs[name];
    if (answer?.length !== length) {
      const found = `its network gives ${answer?.length ?? 'no'} ${name}`;
      throw modelMisdescribed(folder, `model.json lists ${length} ${name}, but ${found}`);
    }
    if (!answer.every(Number.isFinite)) throw modelMisdescribed(folder, 'its answers are no numbers');
  }
}
