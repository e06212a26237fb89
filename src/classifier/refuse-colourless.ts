import type { PreparedPhoto } from '../photo/photo.js';
import { indexOfHighest } from './answer.js';
import type { Classifier, PhotoScores } from './classifier.js';

/** Families without a colour of their own: all of a photo of such a guitar takes the tint of a warm bulb. */
const colourless: ReadonlySet<string> = new Set(['black', 'white', 'silver']);

/**
 * The same classifier, which says `no_colour` of photos that have no colours to tell apart. One with few colours is a tinted
 * picture, or it shows a black or white guitar by a warm bulb: then it looks black or white. A photo without a body keeps `no_body`, whatever its colours: a logo in grey is no guitar in
 * the first place.
 */
export function refuseColourless(classifier: Classifier): Classifier {
  const refuses = ({ colours }: PreparedPhoto, { coarse }: PhotoScores) =>
    colours === 'none' ||
    (colours === 'few' && !colourless.has(classifier.labels.coarse[indexOfHighest(coarse)] ?? ''));
  return {
    ...classifier,
    async classify(photos, options) {
      const scores = await classifier.classify(photos, options);
      return scores.map((one, i) =>
        refuses(photos[i]!, one) ? { ...one, reason: one.reason ?? 'no_colour' } : one,
      );
    },
  };
}
