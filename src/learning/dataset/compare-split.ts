import { createRandom } from '../../random.js';
import type { Dataset, LabelledPhoto } from './dataset.js';

const heldOutShare = 0.2;

export interface ComparisonSplit {
  /** To train on: `embedDataset` takes all of it. */
  training: Dataset;
  /** What every model is evaluated on. */
  validation: LabelledPhoto[];
  /** The dataset names no validation rows: a fifth of its groups was held out. */
  heldOut: boolean;
}

/** Validation rows, or else a fifth of the groups of the others; rows of the split test are left alone. */
export function splitForComparison(dataset: Dataset, seed: number): ComparisonSplit {
  const photos = dataset.photos.filter(({ split }) => split !== 'test');
  const named = photos.filter(({ split }) => split === 'validation');
  const groups = [...new Set(photos.map(({ group }) => group))];
  const held = new Set(
    createRandom(`held out/${seed}`)
      .shuffle(groups)
      .slice(0, Math.ceil(groups.length * heldOutShare)),
  );
  const heldOut = named.length === 0;
  const isValidation = (photo: LabelledPhoto) =>
    heldOut ? held.has(photo.group) : photo.split === 'validation';
  return {
    training: { ...dataset, photos: photos.filter((photo) => !isValidation(photo)) },
    validation: photos.filter(isValidation),
    heldOut,
  };
}
