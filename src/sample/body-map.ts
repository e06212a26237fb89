import sharp from 'sharp';
import { type BodyShape, type BodyShapeName, bodyShape } from './body-shape.js';

/** The relief of a body, seen from the front, as a raster in body coordinates. */
export interface BodyMap {
  width: number;
  height: number;
  /** Body coordinates (mm) of the first pixel's corner. */
  left: number;
  top: number;
  mmPerPixel: number;
  /** Distance from the edge in mm; 0 outside. */
  distance: Float32Array;
  /** How far the surface leans to the right and down, -1 to 1. */
  leanX: Float32Array;
  leanY: Float32Array;
}

const mmPerPixel = 1.5;
const marginMm = 9;

/** Measures the distance of every point of a body from its edge, and the slope that its edge is given. */
export async function createBodyMap(name: BodyShapeName): Promise<BodyMap> {
  const shape = bodyShape(name);
  const left = -shape.halfWidth - marginMm;
  const top = shape.top - marginMm - 14;
  const width = Math.ceil((2 * (shape.halfWidth + marginMm)) / mmPerPixel);
  const height = Math.ceil((shape.bottom + marginMm - top) / mmPerPixel);
  const scale = 1 / mmPerPixel;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><path transform="scale(${scale}) translate(${-left},${-top})" d="${shape.outline}" fill="#fff"/></svg>`;
  const inside = await sharp(Buffer.from(svg)).flatten().extractChannel(0).raw().toBuffer();
  const distance = soften(measureDistance(inside, width, height), width, height);
  return {
    width,
    height,
    left,
    top,
    mmPerPixel,
    distance,
    ...measureLean(distance, width, height, shape.edge),
  };
}

/** Chamfer distance (Borgefors 1986, weights 1 and sqrt 2), in mm. */
function measureDistance(inside: Uint8Array, width: number, height: number): Float32Array {
  const field = Float32Array.from(inside, (value) => (value > 127 ? 1e6 : 0));
  const diagonal = mmPerPixel * Math.SQRT2;
  const relax = (index: number, from: number, step: number) => {
    const candidate = field[from]! + step;
    if (candidate < field[index]!) field[index] = candidate;
  };
  const sweep = (index: number, way: 1 | -1) => {
    relax(index, index - way, mmPerPixel);
    relax(index, index - way * width, mmPerPixel);
    relax(index, index - way * (width + 1), diagonal);
    relax(index, index - way * (width - 1), diagonal);
  };
  // The margin keeps the outermost rows and columns outside of the body.
  for (let y = 1; y < height - 1; y++) for (let x = 1; x < width - 1; x++) sweep(y * width + x, 1);
  for (let y = height - 2; y > 0; y--) for (let x = width - 2; x > 0; x--) sweep(y * width + x, -1);
  return field;
}

/** Smooths the creases along the middle lines of a distance field. */
function soften(field: Float32Array, width: number, height: number): Float32Array {
  let from = field;
  for (const step of [1, width, 2, 2 * width, 3, 3 * width]) {
    const to = new Float32Array(from);
    for (let i = step; i < width * height - step; i++) {
      to[i] = (from[i - step]! + 2 * from[i]! + from[i + step]!) / 4;
    }
    from = to;
  }
  return from;
}

function measureLean(distance: Float32Array, width: number, height: number, edge: BodyShape['edge']) {
  const leanX = new Float32Array(distance.length);
  const leanY = new Float32Array(distance.length);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const steep = edge.slope * Math.max(0, 1 - distance[i]! / edge.width);
      if (steep === 0) continue;
      // The distance grows inwards, so the surface leans against its gradient.
      leanX[i] = (-steep * (distance[i + 1]! - distance[i - 1]!)) / (2 * mmPerPixel);
      leanY[i] = (-steep * (distance[i + width]! - distance[i - width]!)) / (2 * mmPerPixel);
    }
  }
  return { leanX, leanY };
}
