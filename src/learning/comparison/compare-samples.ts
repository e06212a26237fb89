import type { Level } from '../../classifier/level.js';
import { createRandom } from '../../random.js';
import type { LabelledPhoto } from '../dataset/dataset.js';
import type { Prediction } from '../evaluation/prediction.js';

/** A photo with what each model says of it. */
export interface Sample {
  file: string;
  family: string;
  /** Undefined where the photo is labelled with its family only. */
  finish?: string;
  answers: SampleAnswer[];
}

export interface SampleAnswer {
  model: string;
  /** The surest label of the tier that the photo is labelled in. */
  label: string;
  confidence: number;
  right: boolean;
  /** How far the model would go at its thresholds. */
  level: Level;
}

/**
 * Photos to look at: families take turns, and within a family photos that some model got wrong take turns with photos
 * that all got right. Photos with a finish come first. `predictions` are those of each model, photo by photo.
 */
export function chooseSamples(
  photos: readonly LabelledPhoto[],
  predictions: ReadonlyMap<string, readonly Prediction[]>,
  { count = 24, seed }: { count?: number; seed: number },
): Sample[] {
  const shuffled = createRandom(`samples/${seed}`)
    .shuffle(photos.map((photo, row) => toSample(photo, row, predictions)))
    .sort((a, b) => Number(b.finish !== undefined) - Number(a.finish !== undefined));
  const families = [...new Set(shuffled.map(({ family }) => family))].sort();
  const queues = families.map((family) => {
    const own = shuffled.filter((sample) => sample.family === family);
    const isRight = (sample: Sample) => sample.answers.every(({ right }) => right);
    return interleave(
      own.filter((sample) => !isRight(sample)),
      own.filter(isRight),
    );
  });
  const rounds = Math.max(0, ...queues.map((queue) => queue.length));
  const inTurn = Array.from({ length: rounds }, (_, round) => queues.flatMap((queue) => queue[round] ?? []));
  const chosen = new Set(inTurn.flat().slice(0, count));
  return queues.flatMap((queue) => queue.filter((sample) => chosen.has(sample)));
}

function toSample(
  { file, family, finish }: LabelledPhoto,
  row: number,
  predictions: ReadonlyMap<string, readonly Prediction[]>,
): Sample {
  const tier = finish === undefined ? 'family' : 'finish';
  const answers = [...predictions].flatMap(([model, ofModel]): SampleAnswer[] => {
    const prediction = ofModel[row];
    if (!prediction) return [];
    const { label, confidence } = prediction[tier];
    return [{ model, label, confidence, right: label === (finish ?? family), level: prediction.level }];
  });
  return { file, family, ...(finish === undefined ? {} : { finish }), answers };
}

/** One of each in turn; what is left of the longer one follows. */
function interleave<T>(a: readonly T[], b: readonly T[]): T[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [a[i], b[i]])
    .flat()
    .filter((item) => item !== undefined);
}
