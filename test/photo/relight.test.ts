import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawLight, relight } from '../../src/photo/relight.js';
import { createRandom } from '../../src/random.js';

const limits = { maxPixels: 1_000_000 };
const grey = await sharp({
  create: { width: 900, height: 300, channels: 4, background: { r: 128, g: 128, b: 128, alpha: 1 } },
})
  .png()
  .toBuffer();
const lit = (gains: [number, number, number], noise = 0) =>
  relight(grey, { gains, noise, quality: 90 }, createRandom(1), limits);

async function meanOf(photo: Buffer): Promise<number[]> {
  return (await sharp(photo).stats()).channels.map(({ mean }) => Math.round(mean));
}

describe('relight', () => {
  it('multiplies linear light, as a wrong white balance does', async () => {
    const [red, green, blue] = await meanOf(await lit([1.45, 1, 0.55]));
    // Grey 128 is 0.216 of the light: 1.45 and 0.55 times that are 152 and 97.
    expect(red).toBeGreaterThan(149);
    expect(red).toBeLessThan(155);
    expect(green).toBeCloseTo(128, -0.5);
    expect(blue).toBeGreaterThan(93);
    expect(blue).toBeLessThan(101);
  });

  it('makes a photo darker and brighter, and no larger than is looked at', async () => {
    const dark = await lit([0.5, 0.5, 0.5]);
    expect((await meanOf(dark))[0]).toBeLessThan(100);
    expect((await meanOf(await lit([1.6, 1.6, 1.6])))[0]).toBeGreaterThan(150);
    expect(await sharp(dark).metadata()).toMatchObject({ format: 'jpeg', width: 640, height: 213 });
  });

  it('adds noise that the seed decides', async () => {
    const noisy = await lit([1, 1, 1], 10);
    expect(noisy.equals(await lit([1, 1, 1], 10))).toBe(true);
    expect((await sharp(noisy).stats()).channels[0]!.stdev).toBeGreaterThan(1);
  });
});

describe('drawLight', () => {
  it('draws lights of all kinds within bounds', () => {
    const random = createRandom('lights');
    const lights = Array.from({ length: 500 }, () => drawLight(random));
    const ratio = lights.map(({ gains: [red, , blue] }) => red / blue);
    expect(ratio.filter((one) => one > 2).length).toBeGreaterThan(30);
    expect(ratio.filter((one) => one < 1).length).toBeGreaterThan(30);
    const greens = lights.map(({ gains }) => gains[1]);
    expect(Math.min(...greens)).toBeGreaterThan(0.4);
    expect(Math.max(...greens)).toBeLessThan(2);
  });
});
