import type { Random } from '../random.js';
import type { BodyShapeName } from './body-shape.js';
import { mix, parseHex, parseHexes, type Rgb } from './colour.js';
import type { Figure, SampleFinish } from './finish.js';
import { type GuitarModel, guitarModels } from './guitar-model.js';

/** One instrument, as all its photos show it. */
export interface Guitar {
  finish: SampleFinish;
  model: GuitarModel;
  year: number;
  shape: BodyShapeName;
  /** The colours of the finish on this guitar, after its years. */
  stops: readonly (readonly [edgeMm: number, colour: Rgb])[];
  figure: Figure;
  /** 0 (hidden by the lacquer) to 1. */
  figureStrength: number;
  /** Where in the pattern of the wood the body was cut. */
  figureOffset: readonly [x: number, y: number];
  board: Rgb;
  neckWood: Rgb;
  headFace: Rgb;
  /** Tortoise is a pattern on the colour. */
  guard: { colour: Rgb; tortoise: boolean } | undefined;
  metal: 'chrome' | 'nickel' | 'gold' | 'black';
  pickupColour: Rgb;
  knobColour: Rgb;
  binding: Rgb | undefined;
  blockInlays: boolean;
  /** Lacquer worn through to the wood: places as fractions of the body's box with a radius in mm. */
  worn: readonly (readonly [x: number, y: number, radius: number])[];
  leftHanded: boolean;
}

const guardColours = parseHexes('#f3f1ea #e9e4d2 #c9dcc6 #171717 #efe6c8 #8a2a1c');
const maple = parseHexes('#dcb06a #e6c68b #cf9a4e');
const darkBoards = parseHexes('#4a2b1c #3a2118 #5d3a26 #1f1613');
const pickupColours = parseHexes('#f4f2ea #16161a #e9dcb4 #16161a');
const knobColours = parseHexes('#f2efe4 #17171a #c8932f #2a1d12');
const fenderLike = new Set(['Fender', 'Squier']);
const amber: Rgb = [214, 160, 84];

/** A guitar of this finish. Everything else is random, within what its maker builds. */
export function createGuitar(random: Random, finish: SampleFinish): Guitar {
  const model = random.pick(guitarModels.filter(({ finishes }) => finishes.includes(finish.slug)));
  const { make, shape } = model;
  const fender = fenderLike.has(make);
  const mapleBoard = fender && random.chance(0.5);
  const year = model.years[0] + random.integer(model.years[1] - model.years[0] + 1);
  const neckWood = fender ? random.pick(maple) : random.pick(parseHexes('#6b3a22 #7d4a2b #5a3020'));
  const stops = age(random, finish, year);
  const base = (stops.at(-1) ?? stops[0])?.[1] ?? amber;
  return {
    finish,
    model,
    year,
    shape,
    stops,
    ...chooseFigure(random, finish, fender),
    figureOffset: [random.integer(512), random.integer(512)],
    board: mapleBoard ? random.pick(maple) : random.pick(darkBoards),
    neckWood,
    headFace: fender
      ? random.chance(0.12)
        ? base
        : neckWood
      : random.chance(0.2)
        ? base
        : parseHex('#131315'),
    guard: chooseGuard(random, model),
    metal: random.chance(0.62) ? 'chrome' : random.pick(['nickel', 'gold', 'gold', 'black']),
    pickupColour: random.pick(pickupColours),
    knobColour: random.pick(knobColours),
    binding: (fender ? random.chance(0.12) : random.chance(0.6))
      ? random.pick(parseHexes('#f2ead0 #e8d49a #f5f3ec'))
      : undefined,
    blockInlays: !fender && random.chance(0.6),
    worn: random.chance(0.15)
      ? Array.from(
          { length: 2 + random.integer(4) },
          () => [random.next(), random.next(), random.between(5, 26)] as const,
        )
      : [],
    leftHanded: random.chance(0.05),
  };
}

/** Batches differ, and clear coats turn yellow with the years. */
function age(random: Random, finish: SampleFinish, year: number): Guitar['stops'] {
  const lightness = 1 + 0.045 * random.normal();
  const tint = [0, 0, 0].map(() => 3 * random.normal());
  const reach = random.between(0.75, 1.3);
  const yellowing = Math.max(0, (2000 - year) / 45) * random.next() * (finish.kind === 'solid' ? 0.14 : 0.08);
  return finish.stops.map(([edgeMm, hex]) => {
    const [red, green, blue] = parseHex(hex);
    const batch: Rgb = [
      red * lightness + (tint[0] ?? 0),
      green * lightness + (tint[1] ?? 0),
      blue * lightness + (tint[2] ?? 0),
    ];
    const bright = (red + green + blue) / 765;
    return [edgeMm * reach, mix(batch, amber, yellowing * bright)] as const;
  });
}

function chooseFigure(random: Random, finish: SampleFinish, fender: boolean) {
  const show = (figure: Figure, least: number, most: number) => ({
    figure,
    figureStrength: random.between(least, most),
  });
  if (finish.kind === 'solid') return show('none', 0, 0);
  if (finish.kind === 'metallic') return show('sparkle', 0.25, 0.8);
  if (finish.kind === 'wood') return show('grain', 0.4, 0.95);
  if (finish.slug === 'silverburst') return show('sparkle', 0.15, 0.5);
  const flamed =
    !fender && random.chance(['walnut', 'tv-yellow', 'cherry'].includes(finish.slug) ? 0.1 : 0.7);
  return flamed ? show('flame', 0.35, 1) : show('grain', 0.2, 0.75);
}

function chooseGuard(random: Random, { shape, make }: GuitarModel): Guitar['guard'] {
  const fender = fenderLike.has(make);
  const rate = fender
    ? 0.97
    : make === 'PRS'
      ? 0
      : shape === 'single-cut' || shape === 'semi-hollow'
        ? 0.45
        : 0.75;
  if (!random.chance(rate)) return undefined;
  if (fender && random.chance(0.25)) return { colour: parseHex('#5a2116'), tortoise: true };
  const colour = fender
    ? random.pick(guardColours)
    : random.pick(parseHexes('#151515 #151515 #efe6c8 #f3f1ea'));
  return { colour, tortoise: false };
}
