import type { BodyMap } from './body-map.js';
import type { Guitar } from './guitar.js';
import { type Tiles, tileSize } from './texture.js';

/** The light of a lamp on a body, in body coordinates. */
export interface BodyLight {
  /** Direction from which light comes over the body's plane, a unit vector. */
  from: readonly [x: number, y: number];
  /** How much slopes differ in brightness, 0 to 1. */
  relief: number;
  /** The lamp's mirror image on the lacquer: place in mm, radius in mm, height 0 to 255. */
  glare: { x: number; y: number; radius: number; height: number };
}

const mask = tileSize - 1;

/** Colours of the lacquered wood before any light falls on it: RGB over the pixels of the map. */
export function paintBody(guitar: Guitar, map: BodyMap, tiles: Tiles): Float32Array {
  const colours = new Float32Array(map.distance.length * 3);
  const ramp = createRamp(guitar.stops);
  const { figure, figureStrength: strength } = guitar;
  const tile = figure === 'sparkle' ? tiles.speckle : figure === 'flame' ? tiles.flame : tiles.grain;
  // A wood figure darkens blue most and red least, as dye does; flakes brighten all channels of a darker ground alike.
  const [red, green, blue] = {
    none: [0, 0, 0],
    sparkle: [0.5, 0.5, 0.5],
    flame: [-0.45, -0.55, -0.6],
    grain: [-0.42, -0.5, -0.58],
  }[figure] as [number, number, number];
  const [offsetX, offsetY] = guitar.figureOffset;
  const middle = map.width >> 1;
  const ground = figure === 'sparkle' ? 1 - 0.15 * strength : 1;
  for (let y = 0, i = 0; y < map.height; y++) {
    for (let x = 0; x < map.width; x++, i++) {
      const step = Math.min(255, map.distance[i]! | 0) * 3;
      // Bookmatched: a flamed top is two halves of one board.
      const across = figure === 'flame' ? Math.abs(x - middle) : x;
      const along = figure === 'flame' ? y + (across >> 3) : y;
      const share = (strength * tile[(((along + offsetY) & mask) << 9) | ((across + offsetX) & mask)]!) / 255;
      colours[i * 3] = ramp[step]! * (ground + red * share);
      colours[i * 3 + 1] = ramp[step + 1]! * (ground + green * share);
      colours[i * 3 + 2] = ramp[step + 2]! * (ground + blue * share);
    }
  }
  return colours;
}

/** The colours under a lamp, 0 to 255 and above. */
export function lightBody(
  guitar: Guitar,
  map: BodyMap,
  colours: Float32Array,
  light: BodyLight,
): Float32Array {
  const lit = new Float32Array(colours.length);
  const metallic = guitar.finish.kind === 'metallic' || guitar.finish.slug === 'silverburst';
  const { x: glareX, y: glareY, radius, height } = light.glare;
  const narrow = 1 / (2 * radius * radius);
  for (let y = 0, i = 0; y < map.height; y++) {
    for (let x = 0; x < map.width; x++, i++) {
      const leanX = map.leanX[i]!;
      const leanY = map.leanY[i]!;
      // A leaning surface mirrors another part of the room: 260 mm away at full slope.
      const toX = map.left + x * map.mmPerPixel + leanX * 260 - glareX;
      const toY = map.top + y * map.mmPerPixel + leanY * 260 - glareY;
      const squared = toX * toX + toY * toY;
      // Flakes send light back over a wide angle and in their own colour; lacquer mirrors it white.
      const wide = metallic ? 0.72 + 0.48 / (1 + squared * narrow * 0.15) : 1;
      const gain = (1 + light.relief * (leanX * light.from[0] + leanY * light.from[1])) * wide;
      const white = squared * narrow > 6 ? 0 : height * Math.exp(-squared * narrow);
      lit[i * 3] = colours[i * 3]! * gain + white;
      lit[i * 3 + 1] = colours[i * 3 + 1]! * gain + white;
      lit[i * 3 + 2] = colours[i * 3 + 2]! * gain + white;
    }
  }
  return lit;
}

/** Colours for whole millimetres from the edge, 0 to 255, interpolated between the stops. */
function createRamp(stops: Guitar['stops']): Float32Array {
  const ramp = new Float32Array(256 * 3);
  for (let mm = 0; mm < 256; mm++) {
    const after = stops.findIndex(([edgeMm]) => edgeMm > mm);
    const to = stops.at(after)!;
    const from = after > 0 ? stops[after - 1]! : to;
    const share = to === from ? 0 : (mm - from[0]) / (to[0] - from[0]);
    for (const channel of [0, 1, 2] as const) {
      ramp[mm * 3 + channel] = from[1][channel] + (to[1][channel] - from[1][channel]) * share;
    }
  }
  return ramp;
}
