import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { TrainingImage } from '../../../src/custom-vision/tags/tagged-image.js';
import { createRandom } from '../../../src/random.js';

/** Of clear colours, by the number of the tag. */
const colours = [
  { r: 200, g: 30, b: 30 },
  { r: 30, g: 60, b: 200 },
] as const;

/** A photo with a sharp stripe of the colour of each of its tags, on grey; its shape and the stripes' places vary. */
export async function drawPhoto(tags: readonly number[], seed: number | string): Promise<Buffer> {
  const random = createRandom(`drawn photo/${seed}`);
  const [width, height] = [160 + random.integer(160), 160 + random.integer(160)];
  const grey = 90 + random.integer(80);
  const share = height / tags.length;
  const stripes = await Promise.all(
    tags.map(async (tag, index) => {
      const thick = Math.round(share * random.between(0.5, 0.9));
      const input = await sharp({
        create: { width, height: thick, channels: 3, background: colours[tag]! },
      })
        .png()
        .toBuffer();
      return { input, left: 0, top: Math.floor(index * share + random.between(0, share - thick)) };
    }),
  );
  return sharp({ create: { width, height, channels: 3, background: { r: grey, g: grey, b: grey } } })
    .composite(stripes)
    .png()
    .toBuffer();
}

/** `each` photos of every set of tags. */
export async function drawTraining(
  sets: readonly (readonly number[])[],
  each: number,
): Promise<TrainingImage[]> {
  return Promise.all(
    sets.flatMap((tags) =>
      Array.from({ length: each }, async (_, index) => {
        const bytes = await drawPhoto(tags, `${tags}/${index}`);
        return {
          sha256: createHash('sha256').update(bytes).digest('hex'),
          tags,
          load: async () => bytes,
        };
      }),
    ),
  );
}
