import { unexplained } from './least-squares.js';
import type { PixelRows } from './pixel-rows.js';

/** Side in pixels of the boxes whose means are compared, at most: JPEGs keep colours at half the size or less. */
const greatestBox = 8;
/** Boxes along the longer side, at least, of pictures that have so many pixels. */
const leastBoxes = 28;
/** Every other row will do for a mean. */
const rowStep = 2;
/**
 * Lightness, 0 to 255, between which the colour of a tint changes evenly. They are close near white because tints that
 * clip change quickly there.
 */
const knots = [0, 32, 64, 96, 128, 160, 192, 216, 232, 244, 250, 255] as const;
/**
 * The most that lightness may leave unexplained of a picture without colours, as a share of its mean chroma + 1 (of 255).
 * Of 7,772 photos of guitars, 5 of which are grey, 12 are below; the others are mostly bare wood that fills the picture.
 */
const mostUnexplained = 0.085;
/** The least that the colours of a tint have in common: the length of their mean by their mean length. */
const leastConcentration = 0.96;
/**
 * What the noise of a JPEG leaves unexplained, of 255. By a warm bulb (gains 1.45, 1, 0.55), 12.7 % of 300 guitars have next
 * to no colours beside the tint, and 1.7 % have no more than this; of the same photos in sepia 76 % and 56 %.
 */
const mostNoise = 1;

/** By lightness: the knot below, and how far it is on the way to the next one. */
const knotBelow = Uint8Array.from(
  { length: 256 },
  (_, lightness) => Math.min(knots.filter((knot) => knot <= lightness).length, knots.length - 1) - 1,
);
const wayToNext = Float64Array.from(
  knotBelow,
  (knot, lightness) => (lightness - knots[knot]!) / (knots[knot + 1]! - knots[knot]!),
);

/**
 * `none`: grey, or a single tint on everything. `few`: perhaps a tint, and perhaps a black or white guitar by a warm bulb.
 * `several`: colours to tell apart.
 */
export type Colours = 'none' | 'few' | 'several';

/**
 * The colours of a picture. In a grey photo, sepia or any other single tint the colour is a function of
 * the lightness, and of one hue: a curve through `knots`, fitted to the means of boxes, leaves nothing of Cb and Cr. Means of the curve
 * instead of the curve of the mean, so that edges in the small colour channels of a JPEG make no difference.
 */
export function findColours(data: Uint8Array, { width, height, channels }: PixelRows): Colours {
  const boxSide = Math.min(Math.max(1, Math.floor(Math.max(width, height) / leastBoxes)), greatestBox);
  const most = Math.ceil(width / boxSide) * Math.ceil(height / boxSide);
  const size = knots.length;
  const curves = new Float64Array(most * size);
  const colours = new Float64Array(most * 2);
  let boxes = 0;
  let chroma = 0;
  let meanCb = 0;
  let meanCr = 0;
  for (let top = 0; top < height; top += boxSide) {
    const bottom = Math.min(top + boxSide, height);
    for (let left = 0; left < width; left += boxSide) {
      const right = Math.min(left + boxSide, width);
      const curve = curves.subarray(boxes * size, (boxes + 1) * size);
      let count = 0;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let y = top; y < bottom; y += rowStep) {
        let at = (y * width + left) * channels;
        for (let x = left; x < right; x++, at += channels) {
          if (channels === 4 && data[at + 3]! < 128) continue;
          const r = data[at]!;
          const g = data[at + 1]!;
          const b = data[at + 2]!;
          const level = (77 * r + 150 * g + 29 * b + 128) >> 8;
          const knot = knotBelow[level]!;
          const way = wayToNext[level]!;
          curve[knot]! += 1 - way;
          curve[knot + 1]! += way;
          red += r;
          green += g;
          blue += b;
          count++;
        }
      }
      if (count === 0) continue;
      for (let knot = 0; knot < size; knot++) curve[knot]! /= count;
      const lightness = 0.299 * red + 0.587 * green + 0.114 * blue;
      const cb = (0.564 * (blue - lightness)) / count;
      const cr = (0.713 * (red - lightness)) / count;
      colours[2 * boxes] = cb;
      colours[2 * boxes + 1] = cr;
      chroma += Math.sqrt(cb * cb + cr * cr);
      meanCb += cb;
      meanCr += cr;
      boxes++;
    }
  }
  if (boxes === 0) return 'none';
  // One unit more, of 255, for the noise of grey.
  const noisyChroma = chroma / boxes + 1;
  const concentration = (Math.hypot(meanCb, meanCr) / boxes + 1) / noisyChroma;
  if (concentration < leastConcentration) return 'several';
  const rest = unexplained(curves.subarray(0, boxes * size), colours.subarray(0, boxes * 2), size, 2);
  const noise = Math.sqrt(rest / boxes);
  if (noise >= mostUnexplained * noisyChroma) return 'several';
  return noise < mostNoise ? 'none' : 'few';
}
