import type { Random } from '../random.js';
import type { BodyMap } from './body-map.js';
import { type Tile, type Tiles, tileSize } from './texture.js';
import type { View } from './view.js';

/** A textured surface of the background. */
export interface Surface {
  tile: Tile;
  /** Factor by which the second colour multiplies the first, per channel. */
  gain: readonly [red: number, green: number, blue: number];
  /** Tile pixels for a step to the right and one down. */
  across: readonly [u: number, v: number];
  down: readonly [u: number, v: number];
}

/** Light and camera of one photo. */
export interface Exposure {
  /** Brightness and white balance: gain for each channel. */
  gains: readonly [red: number, green: number, blue: number];
  gamma: number;
  /** Change of brightness from edge to edge of the picture, along x and y. */
  slope: readonly [x: number, y: number];
  /** A pool of light: place as fractions of the picture, radius as a fraction of its width, gain at its centre. */
  spot: { x: number; y: number; radius: number; gain: number };
  vignette: number;
  shadow: { x: number; y: number; depth: number; blur: number };
  /** Standard deviation of the sensor's noise, of 255. */
  noise: number;
}

export interface Negative {
  view: View;
  /** RGB of everything but textures and the lacquered wood. */
  scene: Uint8Array;
  /** RGB: how much of a pixel is lacquered wood, first surface, second surface. */
  mask: Uint8Array;
  body: { map: BodyMap; colours: Float32Array; mirrored: boolean };
  surfaces: readonly [Surface, Surface];
  exposure: Exposure;
}

const block = 8;
const tileMask = tileSize - 1;

/** Puts textures, the body's paint, shadows, light, tone and noise onto the drawn shapes; changes `scene` in place. */
export function develop(negative: Negative, tiles: Tiles, random: Random): void {
  const { scene, mask, view, body, exposure } = negative;
  const { width, height } = view;
  const developed = new Uint8ClampedArray(scene.buffer, scene.byteOffset, scene.length);
  const light = castLight(view, exposure);
  const shade = castShadow(mask, view, exposure);
  const tone = toneCurves(exposure);
  const [first, second] = negative.surfaces;
  const sample = createBodySampler(body, view);
  const columns = Math.ceil(width / block) + 1;
  const lightRow = new Float32Array(columns);
  const shadeRow = new Float32Array(columns);
  const noise = exposure.noise / 32;
  for (let y = 0, i = 0; y < height; y++) {
    interpolateRow(light, y, lightRow);
    interpolateRow(shade, y, shadeRow);
    let speck = random.integer(tiles.noise.length);
    for (let x = 0; x < width; x++, i += 3) {
      let red = scene[i]!;
      let green = scene[i + 1]!;
      let blue = scene[i + 2]!;
      const onBody = mask[i]!;
      const onFirst = mask[i + 1]!;
      const onSecond = mask[i + 2]!;
      const column = x >> 3;
      const over = (x & 7) / block;
      let lux = between(lightRow, column, over);
      if (onFirst + onSecond > 0) {
        const surface = onFirst >= onSecond ? first : second;
        const u = (surface.across[0] * x + surface.down[0] * y) & tileMask;
        const v = (surface.across[1] * x + surface.down[1] * y) & tileMask;
        const share = (surface.tile[(v << 9) | u]! * Math.max(onFirst, onSecond)) / 65025;
        red *= 1 + share * surface.gain[0];
        green *= 1 + share * surface.gain[1];
        blue *= 1 + share * surface.gain[2];
        lux *= 1 - (between(shadeRow, column, over) * (onFirst + onSecond)) / 255;
      }
      if (onBody > 0) {
        const paint = sample(x, y);
        const cover = onBody / 255;
        red += (paint[0]! - red) * cover;
        green += (paint[1]! - green) * cover;
        blue += (paint[2]! - blue) * cover;
      }
      // Neighbours in a tile of independent samples serve as independent samples of the other channels.
      const grey = tiles.noise[speck]! * noise;
      const tint = tiles.noise[(speck + 7919) & 0x3ffff]! * noise * 0.6;
      speck = (speck + 1) & 0x3ffff;
      developed[i] = tone[toneAt(red * lux)]! + grey + tint;
      developed[i + 1] = tone[toneAt(green * lux) + toneLength]! + grey;
      developed[i + 2] = tone[toneAt(blue * lux) + toneLength * 2]! + grey - tint;
    }
  }
}

/** The values of a picture row between two rows of a grid of blocks. */
function interpolateRow(grid: Float32Array, y: number, row: Float32Array): void {
  const upper = Math.floor(y / block) * row.length;
  const down = (y % block) / block;
  for (let column = 0; column < row.length; column++) {
    const above = grid[upper + column]!;
    row[column] = above + (grid[upper + row.length + column]! - above) * down;
  }
}

function between(row: Float32Array, column: number, over: number): number {
  const left = row[column]!;
  return left + (row[column + 1]! - left) * over;
}

const toneLength = 1024;
const toneAt = (value: number) => Math.min(toneLength - 1, Math.max(0, (value * 2) | 0));

/** Film curve for each channel over light from 0 to 512: gain, gamma, and a shoulder instead of a hard white. */
function toneCurves({ gains, gamma }: Exposure): Float32Array {
  const curves = new Float32Array(toneLength * 3);
  for (let channel = 0; channel < 3; channel++) {
    for (let step = 0; step < toneLength; step++) {
      const linear = ((step / 2 / 255) * gains[channel]!) ** gamma;
      curves[channel * toneLength + step] =
        255 * (linear < 0.8 ? linear : 1 - 0.2 * Math.exp(-(linear - 0.8) / 0.2));
    }
  }
  return curves;
}

/** Brightness on a grid of blocks, with one more row and column to interpolate towards. */
function castLight(view: View, { slope, spot, vignette }: Exposure): Float32Array {
  const columns = Math.ceil(view.width / block) + 1;
  const rows = Math.ceil(view.height / block) + 1;
  const light = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = (column * block) / view.width;
      const y = (row * block) / view.height;
      const toSpot =
        ((x - spot.x) ** 2 + ((y - spot.y) * (view.height / view.width)) ** 2) / spot.radius ** 2;
      const corner = (x - 0.5) ** 2 + (y - 0.5) ** 2;
      const flat = 1 + slope[0] * (x - 0.5) + slope[1] * (y - 0.5);
      light[row * columns + column] = Math.max(
        0.1,
        (flat + spot.gain * Math.exp(-toSpot)) * (1 - vignette * corner),
      );
    }
  }
  return light;
}

/** What covers the surfaces, shifted and blurred: the shadow's depth on the same grid. */
function castShadow(mask: Uint8Array, view: View, { shadow }: Exposure): Float32Array {
  const columns = Math.ceil(view.width / block) + 1;
  const rows = Math.ceil(view.height / block) + 1;
  let field = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = Math.min(view.width - 1, Math.max(0, Math.round(column * block - shadow.x)));
      const y = Math.min(view.height - 1, Math.max(0, Math.round(row * block - shadow.y)));
      const i = (y * view.width + x) * 3;
      field[row * columns + column] = shadow.depth * (1 - (mask[i + 1]! + mask[i + 2]!) / 255);
    }
  }
  for (let pass = 0; pass < shadow.blur; pass++) {
    for (const step of [1, columns]) {
      const blurred = new Float32Array(field);
      for (let i = step; i < columns * rows - step; i++) {
        blurred[i] = (field[i - step]! + field[i]! + field[i + step]!) / 3;
      }
      field = blurred;
    }
  }
  return field;
}

/** The painted body's colour under a pixel of the photo; the array is reused by the next call. */
function createBodySampler({ map, colours, mirrored }: Negative['body'], view: View) {
  const [a, b, c, d, e, f] = view.matrix;
  // Pixels to guitar millimetres (the inverse of the matrix) to pixels of the map.
  const scale = 1 / ((a * d - b * c) * map.mmPerPixel);
  const flip = mirrored ? -scale : scale;
  const [uX, uY, u0] = [d * flip, -c * flip, (c * f - d * e) * flip - map.left / map.mmPerPixel];
  const [vX, vY, v0] = [-b * scale, a * scale, (b * e - a * f) * scale - map.top / map.mmPerPixel];
  const lastX = map.width - 1.001;
  const lastY = map.height - 1.001;
  const rowLength = map.width * 3;
  const paint = new Float32Array(3);
  return (x: number, y: number) => {
    const u = Math.min(lastX, Math.max(0, u0 + uX * x + uY * y));
    const v = Math.min(lastY, Math.max(0, v0 + vX * x + vY * y));
    const over = u - (u | 0);
    const down = v - (v | 0);
    const i = (v | 0) * rowLength + (u | 0) * 3;
    const below = i + rowLength;
    for (let channel = 0; channel < 3; channel++) {
      const left = colours[i + channel]!;
      const right = colours[i + 3 + channel]!;
      const lowLeft = colours[below + channel]!;
      const lowRight = colours[below + 3 + channel]!;
      const upper = left + (right - left) * over;
      paint[channel] = upper + (lowLeft + (lowRight - lowLeft) * over - upper) * down;
    }
    return paint;
  };
}
