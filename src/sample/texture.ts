import { createRandom, type Random } from '../random.js';

/** Width and height of every tile in px, a power of two; tiles repeat without a visible seam. */
export const tileSize = 512;
const mask = tileSize - 1;

/** Shares of a surface's second colour, 0 to 255, row by row. */
export type Tile = Uint8Array;

export const tileNames = [
  'grain',
  'flame',
  'speckle',
  'carpet',
  'planks',
  'bricks',
  'weave',
  'plaster',
  'plush',
  'lawn',
] as const;
export type TileName = (typeof tileNames)[number];

export type Tiles = Readonly<Record<TileName, Tile>> & {
  /** Standard normal times 32, for the grain of the sensor. */
  readonly noise: Int8Array;
};

/** Draws all tiles once (some 150 ms); they do not depend on the catalogue's seed. */
export function createTiles(): Tiles {
  const random = createRandom('tiles');
  const fine = valueNoise(random, 128);
  const middle = valueNoise(random, 32);
  const coarse = valueNoise(random, 8);
  const at = (field: Float32Array, x: number, y: number) => field[((y & mask) << 9) | (x & mask)]!;
  const wave = (turns: number) => 0.5 + 0.5 * Math.sin(turns * 2 * Math.PI);
  return {
    // Rings cut lengthwise: lines along y that wander with the coarse field, and pores.
    grain: tile((x, y) => {
      const bend = 4 * at(coarse, x, y >> 3) + 0.6 * at(middle, x >> 1, y >> 4);
      const line = wave(x / 16 + bend) ** 3 * at(coarse, x + 200, y >> 2);
      const pore = at(fine, x * 5, y >> 3) > 0.76 ? 0.3 : 0;
      return 0.6 * line + 0.4 * at(fine, x * 3, y >> 3) + pore;
    }),
    // Stripes across the grain, bent and of changing strength, as on a maple top.
    flame: tile((x, y) => {
      const stripe = wave((y * 40) / tileSize + 1.3 * at(coarse, x, y >> 1) + 0.7 * at(middle, x >> 1, y));
      return stripe * (0.25 + 0.6 * at(coarse, x + 99, y + 77)) + 0.2 * at(fine, x * 2, y >> 2);
    }),
    speckle: tile(() => (random.chance(0.12) ? 0.5 + 0.5 * random.next() : 0.35 * random.next())),
    carpet: tile((x, y) => 0.55 * random.next() + 0.3 * at(fine, x * 2, y * 2) + 0.25 * at(coarse, x, y)),
    planks: tile((x, y) => {
      const board = x >> 6;
      const shift = (board * 197) & mask;
      const edge = (x & 63) < 2 || ((y + shift) & mask) < 2 ? 0.9 : 0;
      const tone = ((board * 73 + ((y + shift) >> 9) * 31) & 7) / 16;
      return (
        edge + tone + 0.35 * wave(x / 16 + 2 * at(coarse, x + board * 40, y >> 2)) * at(fine, x * 2, y >> 3)
      );
    }),
    bricks: tile((x, y) => {
      const row = y >> 5;
      const along = (x + (row & 1) * 32) & 63;
      if ((y & 31) < 4 || along < 4) return 0.85 + 0.15 * random.next();
      return 0.3 * at(fine, x, y) + (((((x + (row & 1) * 32) & mask) >> 6) * 37 + row * 53) & 7) / 28;
    }),
    weave: tile(
      (x, y) => 0.5 * wave(x / 4) * wave((y + (x & 4)) / 4) + 0.3 * random.next() + 0.2 * at(coarse, x, y),
    ),
    plaster: tile((x, y) => 0.6 * at(coarse, x, y) + 0.3 * at(middle, x, y) + 0.12 * at(fine, x, y)),
    plush: tile((x, y) => 0.55 * at(middle, x, y) + 0.3 * at(fine, x, y) + 0.25 * random.next()),
    lawn: tile((x, y) => 0.6 * at(fine, x * 3, y) + 0.45 * random.next()),
    noise: Int8Array.from({ length: tileSize * tileSize }, () =>
      Math.max(-127, Math.min(127, Math.round(32 * random.normal()))),
    ),
  };
}

function tile(share: (x: number, y: number) => number): Tile {
  const pixels = new Uint8Array(tileSize * tileSize);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = Math.max(0, Math.min(255, 255 * share(i & mask, i >> 9)));
  }
  return pixels;
}

/** Smooth noise from 0 to 1 with `cells` knots a side, periodic. */
function valueNoise(random: Random, cells: number): Float32Array {
  const knots = Float32Array.from({ length: cells * cells }, () => random.next());
  const step = tileSize / cells;
  const wrap = cells - 1;
  const ease = (t: number) => t * t * (3 - 2 * t);
  const field = new Float32Array(tileSize * tileSize);
  for (let y = 0; y < tileSize; y++) {
    const top = Math.floor(y / step);
    const down = ease(y / step - top);
    for (let x = 0; x < tileSize; x++) {
      const left = Math.floor(x / step);
      const over = ease(x / step - left);
      const knot = (row: number, column: number) => knots[(row & wrap) * cells + (column & wrap)]!;
      const above = knot(top, left) + (knot(top, left + 1) - knot(top, left)) * over;
      const below = knot(top + 1, left) + (knot(top + 1, left + 1) - knot(top + 1, left)) * over;
      field[(y << 9) | x] = above + (below - above) * down;
    }
  }
  return field;
}
