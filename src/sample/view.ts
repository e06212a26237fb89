import type { Random } from '../random.js';
import { type BodyShape, bodyShape } from './body-shape.js';
import type { Guitar } from './guitar.js';

export const viewKinds = ['whole', 'body', 'detail', 'back', 'headstock', 'case'] as const;
/** What a photo shows; `headstock` and `case` (closed) show no body at all. */
export type ViewKind = (typeof viewKinds)[number];

/** How the camera sees the guitar. */
export interface View {
  kind: ViewKind;
  /** Size of the photo in px. */
  width: number;
  height: number;
  /** SVG matrix from guitar millimetres to pixels. */
  matrix: readonly [a: number, b: number, c: number, d: number, e: number, f: number];
  /** Turn of the guitar in the picture, clockwise in radians; 0 has the headstock up. */
  angle: number;
  /** Standing on the floor, where the background has a horizon, or lying on it. */
  standing: boolean;
}

/** A camera for this kind of photo; size, angle, distance and slant are random. */
export function createView(random: Random, guitar: Guitar, kind: ViewKind): View {
  const shape = bodyShape(guitar.shape);
  const standing = kind === 'whole' && random.chance(0.45);
  const angle = standing ? random.normal() * 0.06 : chooseAngle(random);
  const box = chooseBox(random, shape, kind);
  const cos = Math.abs(Math.cos(angle));
  const sin = Math.abs(Math.sin(angle));
  const wide = box.width * cos + box.height * sin;
  const high = box.width * sin + box.height * cos;
  const aspect = chooseAspect(random, kind, wide / high);
  const long = 400 + random.integer(121);
  const width = Math.round(aspect >= 1 ? long : Math.max(240, long * aspect));
  const height = Math.round(aspect >= 1 ? Math.max(240, long / aspect) : long);
  const scale = Math.min(width / wide, height / high);
  // Seen from the side the guitar looks narrower, and leans.
  const narrow = scale * random.between(0.86, 1) * (guitar.leftHanded ? -1 : 1);
  const slant = 0.05 * random.normal();
  const [a, b] = [narrow * Math.cos(angle), narrow * Math.sin(angle)];
  const [c, d] = [scale * (slant - Math.sin(angle)), scale * (Math.cos(angle) + slant * Math.sin(angle))];
  const e = width / 2 - a * box.x - c * box.y;
  const f = height / 2 - b * box.x - d * box.y;
  return { kind, width, height, matrix: [a, b, c, d, e, f], angle, standing };
}

/** The part of the guitar, in mm, that fills the photo. */
function chooseBox(random: Random, shape: BodyShape, kind: ViewKind) {
  const middle = (shape.top + shape.bottom) / 2;
  const length = shape.bottom - shape.top;
  const shift = (mm: number) => (random.next() * 2 - 1) * mm;
  switch (kind) {
    case 'headstock': {
      const height = random.between(270, 380);
      return { x: shift(15), y: -60 + shift(30), width: height * 0.7, height };
    }
    case 'detail': {
      const height = length * random.between(0.4, 0.66);
      return {
        x: shift(shape.halfWidth * 0.5),
        y: middle + shift(length * 0.24),
        width: height * 0.9,
        height,
      };
    }
    case 'body':
    case 'back': {
      const loose = random.between(0.98, 1.4);
      const y = middle - random.between(0, 60);
      return { x: shift(14), y, width: shape.halfWidth * 2 * loose, height: length * loose };
    }
    case 'whole':
    case 'case': {
      const loose = random.between(1, 1.2);
      const full = shape.bottom + 205;
      return {
        x: shift(20),
        y: (shape.bottom - 205) / 2,
        width: shape.halfWidth * 2.1 * loose,
        height: full * loose,
      };
    }
  }
}

function chooseAngle(random: Random): number {
  const quarter = Math.PI / 2;
  const way = random.chance(0.75) ? 1 : -1;
  const kind = random.next();
  if (kind < 0.3) return random.normal() * 0.08;
  if (kind < 0.6) return way * (quarter + random.normal() * 0.07);
  return way * random.between(0.2, 1.4);
}

function chooseAspect(random: Random, kind: ViewKind, fitting: number): number {
  const kept = Math.min(1.9, Math.max(0.5, fitting));
  if (kind === 'detail' || kind === 'headstock') return random.pick([4 / 3, 1, 3 / 4]);
  const common = random.pick([4 / 3, 1, 3 / 4]);
  // A long guitar in a frame that lies across it would be a speck.
  return random.chance(0.4) || common / kept > 1.8 || kept / common > 1.8 ? kept : common;
}
