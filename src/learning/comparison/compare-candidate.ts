import { z } from 'zod';
import type { ModelFolder, Setup } from '../../classifier/backend.js';
import type { Classifier } from '../../classifier/classifier.js';
import { modelBytes } from '../../classifier/model-size.js';
import type { Hierarchy } from '../../classifier/scores.js';
import type { EngineName } from '../../config/worker.js';

export interface OpenOptions {
  engine: EngineName;
  threads: number;
}

/** A model that takes part in a comparison: whatever gives a Classifier can. */
export interface Candidate {
  /** What it is called in the comparison; no two are called the same. */
  name: string;
  backbone: string;
  hierarchy: Hierarchy;
  /** The candidate that this one differs from by its hierarchy only; what they share is measured on that one. */
  variantOf?: string;
  /** Whether it is computed elsewhere, where the engines of this machine do not matter. */
  remote: boolean;
  setup: Setup;
  /** Photos of each label that it was trained on. */
  trainingImages: Record<'family' | 'finish', Record<string, number>>;
  training: TrainingCost | undefined;
  /** Of its files. */
  bytes: number | undefined;
  open(options: OpenOptions): Promise<Classifier>;
}

/** What training took. */
export interface TrainingCost {
  photos: number;
  embeddingSeconds: number;
  /** Photos that did not have to be embedded: with these the time above says little. */
  embeddingsFromCache: number;
  fittingSeconds: number;
}

const counts = z.record(z.string(), z.number());
const trainingFacts = z.object({
  photos: z.number(),
  trainingImages: z.object({ family: counts, finish: counts }),
  // A model that is computed elsewhere is trained there: all its time is fitting.
  embeddingSeconds: z.number().default(0),
  embeddingsFromCache: z.number().default(0),
  seconds: z.number(),
});

/** A model folder as a candidate. */
export async function toCandidate<Model extends ModelFolder>(
  folder: Model,
  open: (model: Model, options: OpenOptions) => Promise<Classifier>,
  { name = folder.description.name, variantOf }: { name?: string; variantOf?: string | undefined } = {},
): Promise<Candidate> {
  const { hierarchy, training } = folder.description;
  // A folder from elsewhere may say less.
  const facts = trainingFacts.partial().catch({}).parse(training);
  const whole = trainingFacts.safeParse(training).data;
  return {
    name,
    backbone: folder.backend.backbone(folder.description),
    hierarchy,
    remote: !folder.backend.runsHere,
    setup: folder.backend.setup,
    ...(variantOf === undefined ? {} : { variantOf }),
    trainingImages: facts.trainingImages ?? { family: {}, finish: {} },
    training: whole && {
      photos: whole.photos,
      embeddingSeconds: whole.embeddingSeconds,
      embeddingsFromCache: whole.embeddingsFromCache,
      fittingSeconds: Math.round((whole.seconds - whole.embeddingSeconds) * 10) / 10,
    },
    bytes: await modelBytes(folder),
    open: (options) => open(folder, options),
  };
}
