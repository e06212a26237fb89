import { z } from 'zod';
import { hierarchies } from './scores.js';

/** The least confidence of each label, 0 to 1; null: the label is never answered. */
const labelThresholds = z.record(z.string(), z.number().min(0).max(1).nullable());

const slug = z.string().regex(/^[a-z0-9][a-z0-9._@-]{0,63}$/, 'must be 1 to 64 of a-z, 0-9, . _ @ -');

/** What `model.json` says of every model; its backend adds a part of its own. */
export const commonDescription = z.object({
  format: z.literal(2),
  name: slug,
  created: z.iso.datetime(),
  /** The backend that computes the model. */
  engine: z.string(),
  hierarchy: z.enum(hierarchies),
  families: z.array(z.string()).min(1),
  finishes: z.array(z.object({ slug: z.string(), family: z.string() })),
  calibration: z.object({
    temperatures: z.object({ family: z.number().positive(), finish: z.number().positive() }),
    thresholds: z.strictObject({ family: labelThresholds, finish: labelThresholds }),
    /** The least probability of a body, of models that tell views: below it, a photo is given no answer. */
    leastBody: z.number().min(0).max(1).optional(),
    /** See ListingThresholds. */
    listing: z
      .object({ maker: z.number().min(0).max(1), catalogue: z.number().min(0).max(1) })
      .partial()
      .optional(),
  }),
  /** How it was trained and how it did on held-back photos. */
  training: z.record(z.string(), z.unknown()),
});
export type ModelDescription = z.infer<typeof commonDescription>;

/** Reports every label without a threshold, and every threshold without a label. */
export function checkThresholds(
  { families, finishes, calibration }: ModelDescription,
  context: z.RefinementCtx,
): void {
  const check = (tier: 'family' | 'finish', labels: readonly string[]) => {
    const listed = Object.keys(calibration.thresholds[tier]);
    const wrong = [
      ...labels.filter((label) => !listed.includes(label)).map((label) => `${label} has none`),
      ...listed.filter((label) => !labels.includes(label)).map((label) => `${label} is no label`),
    ];
    if (wrong.length === 0) return;
    context.addIssue({
      code: 'custom',
      path: ['calibration', 'thresholds', tier],
      message: `must hold a threshold, or null, for each label: ${wrong.join(', ')}`,
    });
  };
  check('family', families);
  check(
    'finish',
    finishes.map(({ slug }) => slug),
  );
}
