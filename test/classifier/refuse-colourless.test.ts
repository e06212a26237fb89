import { expect, it } from 'vitest';
import type { Classifier, PhotoScores } from '../../src/classifier/classifier.js';
import { refuseColourless } from '../../src/classifier/refuse-colourless.js';

const seen = { coarse: Float32Array.of(1), fine: Float32Array.of(), bodyShare: 1 };
const photo = (showsColour?: boolean) => ({
  data: new Uint8Array(),
  ...(showsColour !== undefined && { showsColour }),
});

function classifier(scores: PhotoScores[]): Classifier {
  return {
    model: 'm',
    input: { kind: 'pixels', size: 1 },
    labels: { coarse: ['red'], fine: [] },
    thresholds: { coarse: {}, fine: {} },
    classify: async () => scores,
    close: async () => {},
  };
}

it('says no_colour of photos without colours, unless they show no body in the first place', async () => {
  const answers: PhotoScores[] = [seen, seen, { ...seen, reason: 'no_body' }, seen];
  const scores = await refuseColourless(classifier(answers)).classify([
    photo(true),
    photo(false),
    photo(false),
    photo(),
  ]);
  expect(scores.map(({ reason }) => reason)).toEqual([undefined, 'no_colour', 'no_body', undefined]);
});
