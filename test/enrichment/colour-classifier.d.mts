import type { Classifier } from '../../src/classifier/classifier.js';

export function createColourClassifier(options?: {
  model?: string;
  onClassify?: (photos: number) => void | Promise<void>;
}): Classifier;
