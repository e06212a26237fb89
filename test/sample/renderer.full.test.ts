import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/random.js';
import { type SampleFinish, sampleFinishes } from '../../src/sample/finish.js';
import { createGuitar } from '../../src/sample/guitar.js';
import { createGuitarRenderer, type RenderedPhoto } from '../../src/sample/renderer.js';
import { viewKinds } from '../../src/sample/view.js';

const renderer = createGuitarRenderer();
const guitarOf = (finish: SampleFinish, seed = 'a') =>
  createGuitar(createRandom(`${seed}/${finish.slug}`), finish);
const finishOf = (slug: string) => sampleFinishes.find((finish) => finish.slug === slug) as SampleFinish;

/** Share of the photo that is lacquered wood, and its mean colour there. */
function measureBody({ pixels, mask }: RenderedPhoto) {
  const sums = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < mask.length; i += 3) {
    if ((mask[i] as number) < 200) continue;
    count++;
    for (const channel of [0, 1, 2])
      sums[channel] = (sums[channel] as number) + (pixels[i + channel] as number);
  }
  const [red, green, blue] = sums.map((sum) => sum / count) as [number, number, number];
  return { share: (count * 3) / mask.length, red, green, blue };
}

test('the same guitar, kind and seed give the same bytes, in a new renderer and in another order', async () => {
  const guitar = () => guitarOf(finishOf('cherry-sunburst'));
  const other = createGuitarRenderer();
  await other.render(guitarOf(finishOf('black')), 'body', 'before');
  for (const kind of viewKinds) {
    const [first, again, elsewhere] = await Promise.all([
      renderer.render(guitar(), kind, 'same'),
      other.render(guitar(), kind, 'same'),
      renderer.render(guitar(), kind, 'another'),
    ]);
    expect(again.jpeg.equals(first.jpeg), kind).toBe(true);
    expect(elsewhere.jpeg.equals(first.jpeg), kind).toBe(false);
  }
});

test.each(sampleFinishes.map(({ slug }) => slug))('%s is drawn, as a JPEG of ordinary size', async (slug) => {
  const photo = await renderer.render(guitarOf(finishOf(slug)), 'body', slug);
  const { format, width, height, channels } = await sharp(photo.jpeg).metadata();
  expect({ format, width, height, channels }).toEqual({
    format: 'jpeg',
    width: photo.view.width,
    height: photo.view.height,
    channels: 3,
  });
  expect(Math.max(photo.view.width, photo.view.height)).toBeGreaterThanOrEqual(400);
  expect(measureBody(photo).share).toBeGreaterThan(0.05);
});

describe('views', () => {
  test.each(['headstock', 'case'] as const)('a photo of kind %s shows no body', async (kind) => {
    for (const finish of sampleFinishes.slice(0, 6)) {
      const photo = await renderer.render(guitarOf(finish), kind, `none/${finish.slug}`);
      expect(measureBody(photo).share, finish.slug).toBeLessThan(0.05);
    }
  });

  test('the body has the colour of its finish, on whatever background', async () => {
    const meanOf = async (slug: string) => {
      const photos = await Promise.all(
        [0, 1, 2, 3, 4].map((index) =>
          renderer.render(guitarOf(finishOf(slug), `${index}`), 'body', `${index}`),
        ),
      );
      const bodies = photos.map(measureBody);
      const mean = (key: 'red' | 'green' | 'blue') => bodies.reduce((sum, body) => sum + body[key], 0) / 5;
      return { red: mean('red'), green: mean('green'), blue: mean('blue') };
    };
    const [red, blue, green, black, white, burst] = await Promise.all(
      ['fiesta-red', 'trans-blue', 'surf-green', 'black', 'olympic-white', '2-color-sunburst'].map(meanOf),
    );
    expect(red?.red).toBeGreaterThan(2 * (red?.blue ?? 0));
    expect(blue?.blue).toBeGreaterThan(1.5 * (blue?.red ?? 0));
    expect(green?.green).toBeGreaterThan(green?.red ?? 0);
    expect(black?.green).toBeLessThan(70);
    expect(white?.green).toBeGreaterThan(150);
    expect(burst?.red).toBeGreaterThan(1.5 * (burst?.blue ?? 0));
  });
});
