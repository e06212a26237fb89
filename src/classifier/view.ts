import { z } from 'zod';

/**
 * What part of a guitar a photo shows. `detail`: a part of the body, close. `other`: no guitar, or nothing that can be
 * told.
 */
export const viewSchema = z.enum(['front', 'back', 'detail', 'headstock', 'case', 'other']);
export type View = z.infer<typeof viewSchema>;
export const views: readonly View[] = viewSchema.options;

/** The views that show the finish of the body. */
export const bodyViews: readonly View[] = ['front', 'back', 'detail'];

/** The most probable view, and the probability that a body is in sight. */
export function readView(probabilities: ArrayLike<number>): { view: View; body: number } {
  const best = views.reduce((most, _, i) => (probabilities[i]! > probabilities[most]! ? i : most), 0);
  const body = bodyViews.reduce((sum, view) => sum + probabilities[views.indexOf(view)]!, 0);
  return { view: views[best]!, body: Math.min(body, 1) };
}
