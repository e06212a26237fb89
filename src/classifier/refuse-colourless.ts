import type { Classifier } from './classifier.js';

/**
 * The same classifier, which says `no_colour` of photos that have no colours to tell apart. A photo without a body keeps
 * `no_body`, whatever its colours: a logo in grey is no guitar in the first place.
 */
export function refuseColourless(classifier: Classifier): Classifier {
  return {
    ...classifier,
    async classify(photos, options) {
      const scores = await classifier.classify(photos, options);
      return scores.map((one, i) =>
        photos[i]!.showsColour === false ? { ...one, reason: one.reason ?? 'no_colour' } : one,
      );
    },
  };
}
