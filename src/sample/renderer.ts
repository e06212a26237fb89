import sharp from 'sharp';
import { createRandom, type Random } from '../random.js';
import { createBackground } from './background.js';
import { type BodyMap, createBodyMap } from './body-map.js';
import { type BodyLight, lightBody, paintBody } from './body-paint.js';
import type { BodyShapeName } from './body-shape.js';
import { develop, type Exposure } from './develop.js';
import type { Guitar } from './guitar.js';
import { drawBack, drawDefinitions, drawFront } from './guitar-drawing.js';
import { createTiles } from './texture.js';
import { createView, type View, type ViewKind } from './view.js';

export interface RenderedPhoto {
  jpeg: Buffer;
  view: View;
  /** RGB before compression, and beside it the mask: red where lacquered wood is seen. */
  pixels: Uint8Array;
  mask: Uint8Array;
}

export interface GuitarRenderer {
  /** One photo of the guitar; the same guitar, kind and seed give the same bytes on the same machine. */
  render(guitar: Guitar, kind: ViewKind, seed: string): Promise<RenderedPhoto>;
}

/** Turns every shape into the colour of its surface; shapes without one become black. */
const maskStyle =
  '<style>*{fill:#000}[stroke]{stroke:#000}.line{fill:none}.body{fill:#f00}.first{fill:#0f0;stroke:none;opacity:1}.second{fill:#00f;stroke:none}</style>';

/** A renderer with its textures drawn. It keeps what photos of the same body shape or guitar share. */
export function createGuitarRenderer(): GuitarRenderer {
  const tiles = createTiles();
  const maps = new Map<BodyShapeName, Promise<BodyMap>>();
  const paints = new Map<Guitar, Float32Array>();
  const mapOf = (shape: BodyShapeName) => {
    const map = maps.get(shape) ?? createBodyMap(shape);
    maps.set(shape, map);
    return map;
  };
  // A paint takes a megabyte. The photos of a guitar are drawn one after another, so the last few paints are enough.
  const paintOf = (guitar: Guitar, map: BodyMap) => {
    const paint = paints.get(guitar) ?? paintBody(guitar, map, tiles);
    paints.set(guitar, paint);
    const [oldest] = paints.keys();
    if (paints.size > 4 && oldest) paints.delete(oldest);
    return paint;
  };
  return {
    async render(guitar, kind, seed) {
      const random = createRandom(seed);
      const view = createView(random, guitar, kind);
      const background = createBackground(random, view, guitar, tiles);
      const exposure = createExposure(random, view, background.shadowDepth);
      const mirrored = kind === 'back';
      const drawn = kind === 'case' ? '' : mirrored ? drawBack(guitar) : drawFront(guitar);
      const content = `<defs>${drawDefinitions(guitar)}</defs>${background.behind}<g transform="matrix(${view.matrix.join(' ')})">${drawn}${background.before}</g>`;
      const map = await mapOf(guitar.shape);
      const [scene, mask] = await Promise.all([
        rasterise(view, content),
        rasterise(view, maskStyle + content),
      ]);
      const light = createBodyLight(random, view, map, mirrored);
      const colours = lightBody(guitar, map, paintOf(guitar, map), light);
      develop(
        { view, scene, mask, body: { map, colours, mirrored }, surfaces: background.surfaces, exposure },
        tiles,
        random,
      );
      const raw = { width: view.width, height: view.height, channels: 3 } as const;
      let image = sharp(scene, { raw });
      if (random.chance(0.3)) image = image.blur(random.between(0.4, 1.1));
      const jpeg = await image.jpeg({ quality: 70 + random.integer(23) }).toBuffer();
      return { jpeg, view, pixels: scene, mask };
    },
  };
}

async function rasterise({ width, height }: View, content: string): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`;
  return sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
}

/** Lamp light and daylight, cheap and good cameras, careful and careless hands. */
function createExposure(random: Random, view: View, shadowDepth: number): Exposure {
  const brightness = Math.exp(0.12 * random.normal() - 0.07);
  const warmth = 0.045 * random.normal();
  const tint = 0.025 * random.normal();
  return {
    gains: [brightness * (1 + warmth), brightness * (1 - tint), brightness * (1 - warmth * 1.2)],
    gamma: Math.exp(0.1 * random.normal()),
    slope: [0.13 * random.normal(), 0.13 * random.normal()],
    spot: {
      x: random.next(),
      y: random.next(),
      radius: random.between(0.2, 0.7),
      gain: random.between(-0.12, 0.25),
    },
    vignette: random.chance(0.4) ? random.between(0, 0.9) : 0,
    shadow: {
      x: random.normal() * view.width * 0.02,
      y: random.between(0, 0.04) * view.height,
      depth: shadowDepth,
      blur: 1 + random.integer(4),
    },
    noise: random.between(0.5, 6),
  };
}

function createBodyLight(random: Random, view: View, map: BodyMap, mirrored: boolean): BodyLight {
  // A lamp stays where it is when the guitar is turned.
  const turn = random.next() * 2 * Math.PI - view.angle;
  return {
    from: [Math.cos(turn) * (mirrored ? -1 : 1), Math.sin(turn)],
    relief: random.between(0.3, 1.1),
    glare: {
      x: map.left + random.next() * map.width * map.mmPerPixel,
      y: map.top + random.next() * map.height * map.mmPerPixel,
      radius: random.between(16, 80),
      height: random.chance(0.75) ? random.between(20, 150) : 0,
    },
  };
}
