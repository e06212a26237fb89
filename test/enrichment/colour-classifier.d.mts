import type { Classifier } from '../../src/classifier/classifier.js';

export function createColourClassifier(options?: {
  model?: string;
  finishes?: { slug: string; family: string; rgb: readonly [number, number, number] }[];
  onClassify?: (photos: number) => void | Promise<void>;
}): Classifier;
