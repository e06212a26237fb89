import { expect, it } from 'vitest';
import type { Classifier, PhotoScores } from '../../src/classifier/classifier.js';
import { refuseColourless } from '../../src/classifier/refuse-colourless.js';
import type { Colours } from '../../src/photo/colour-check.js';

const red = { coarse: Float32Array.of(0.8, 0.2), fine: Float32Array.of(), bodyShare: 1 };
const black = { ...red, coarse: Float32Array.of(0.2, 0.8) };

async function reasonsOf(looked: [answer: PhotoScores, colours?: Colours][]) {
  const classifier: Classifier = {
    model: 'm',
    input: { kind: 'pixels', size: 1 },
    labels: { coarse: ['red', 'black'], fine: [] },
    thresholds: { coarse: {}, fine: {} },
    classify: async () => looked.map(([answer]) => answer),
    close: async () => {},
  };
  const photos = looked.map(([, colours]) => ({ data: new Uint8Array(), ...(colours && { colours }) }));
  return (await refuseColourless(classifier).classify(photos)).map(({ reason }) => reason);
}

it('says no_colour of photos without colours, unless they show no body in the first place', async () => {
  expect(
    await reasonsOf([
      [red, 'several'],
      [red, 'none'],
      [black, 'none'],
      [{ ...red, reason: 'no_body' }, 'none'],
      [red],
    ]),
  ).toEqual([undefined, 'no_colour', 'no_colour', 'no_body', undefined]);
});

it('believes of a photo with few colours that the guitar is black, and nothing else', async () => {
  expect(
    await reasonsOf([
      [red, 'few'],
      [black, 'few'],
    ]),
  ).toEqual(['no_colour', undefined]);
});
