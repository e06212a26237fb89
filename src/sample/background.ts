import type { Random } from '../random.js';
import { bodyShape } from './body-shape.js';
import { fromHsl, mix, parseHexes, type Rgb, toHex } from './colour.js';
import type { Surface } from './develop.js';
import type { Guitar } from './guitar.js';
import { anyColour, caseOutline, drawAmplifier, drawClutter, leathers, woods } from './prop-drawing.js';
import type { TileName, Tiles } from './texture.js';
import type { View } from './view.js';

/** What surrounds the guitar. Shapes of the classes `first` and `second` take the texture of that surface. */
export interface Background {
  /** In pixels, drawn before the guitar. */
  behind: string;
  /** In guitar millimetres, drawn over it. */
  before: string;
  surfaces: readonly [Surface, Surface];
  /** How dark the guitar's shadow is, 0 to 1. */
  shadowDepth: number;
}

type Scene = (scene: { random: Random; view: View; guitar: Guitar; tiles: Tiles }) => Background;

const plushes = parseHexes(
  '#d8641c #8e1622 #b98a2e #5c2a78 #d26a86 #1a1a1d #6a6a6c #1f5a3c #24407c #e2d9c4 #c23a2a',
);
const skins = parseHexes('#e8b998 #c98d68 #8a5a3c #5a3826 #f0c9ae');

/** A background that does not depend on the finish; `case` views show the closed case instead of the guitar. */
export function createBackground(random: Random, view: View, guitar: Guitar, tiles: Tiles): Background {
  const scene = { random, view, guitar, tiles };
  if (view.kind === 'case') return closedCase(scene);
  const kind = random.next();
  if (kind < 0.17) return studio(scene);
  if (view.standing) return room(scene);
  if (view.kind === 'back' || view.kind === 'headstock') return kind < 0.35 ? blanket(scene) : floor(scene);
  if (kind < 0.4) return openCase(scene);
  if (kind < 0.55) return blanket(scene);
  if (kind < 0.63 && view.kind === 'body') return player(scene);
  return floor(scene);
}

const studio: Scene = ({ random, view, tiles }) => {
  const grey = random.next();
  const sheet = grey < 0.45 ? 252 : grey < 0.7 ? random.between(150, 235) : random.between(8, 60);
  const plain = surface(random, tiles.plaster, grey < 0.45 ? 0 : 0.12);
  const paper: Rgb = [sheet, sheet * random.between(0.97, 1), sheet * random.between(0.95, 1.02)];
  return {
    behind: cover(view, paper),
    before: '',
    surfaces: [plain, plain],
    shadowDepth: random.between(0, 0.35),
  };
};

const room: Scene = ({ random, view, guitar, tiles }) => {
  const wall = random.next();
  const brick = wall < 0.25;
  const wallColour = brick
    ? random.pick(parseHexes('#9a4a36 #b06a4e #8a8580 #d8d2c8 #6e3428'))
    : anyColour(random);
  const wallSurface = brick
    ? surface(random, tiles.bricks, 0.4, { gain: [0.15, 0.35, 0.45], upright: true })
    : surface(random, wall < 0.4 ? tiles.planks : tiles.plaster, random.between(0.15, 0.4), {
        upright: true,
      });
  const { height, width } = view;
  const horizon = height * random.between(0.68, 0.95);
  const floorColour = random.chance(0.5) ? random.pick(woods) : anyColour(random);
  const floorSurface = surface(random, random.pick([tiles.planks, tiles.carpet, tiles.carpet]), 0.4);
  let behind = cover(view, wallColour);
  behind += `<rect class="second" y="${horizon}" width="${width}" height="${height}" fill="${toHex(floorColour)}"/>`;
  if (random.chance(0.5))
    behind += `<rect y="${horizon - 9}" width="${width}" height="9" fill="${toHex(mix(wallColour, [255, 255, 255], 0.4))}"/>`;
  if (random.chance(0.4)) behind += drawAmplifier(random, view, horizon);
  const { bottom } = bodyShape(guitar.shape);
  const stand = '#18181a';
  behind += `<g transform="matrix(${view.matrix.join(' ')})"><path class="line" d="M0,430L-20,${bottom + 40}M0,430L20,${bottom + 40}M-150,${bottom + 50}L0,${bottom - 120}L150,${bottom + 50}M-90,${bottom - 60}v80M90,${bottom - 60}v80" fill="none" stroke="${stand}" stroke-width="16" stroke-linecap="round"/></g>`;
  return { behind, before: '', surfaces: [wallSurface, floorSurface], shadowDepth: random.between(0.1, 0.5) };
};

const floor: Scene = ({ random, view, tiles }) => {
  const name: TileName = random.pick([
    'planks',
    'planks',
    'carpet',
    'carpet',
    'plaster',
    'lawn',
    'bricks',
    'weave',
  ]);
  const colour =
    name === 'lawn'
      ? fromHsl(random.between(0.2, 0.32), random.between(0.25, 0.5), random.between(0.18, 0.36))
      : name === 'planks' && random.chance(0.7)
        ? random.pick(woods)
        : anyColour(random);
  const ground = surface(random, tiles[name], random.between(0.3, 0.6));
  return {
    behind: cover(view, colour) + (random.chance(0.35) ? drawClutter(random, view) : ''),
    before: '',
    surfaces: [ground, ground],
    shadowDepth: random.between(0.2, 0.65),
  };
};

/** Striped or checked cloth, or a rug with a border. */
const blanket: Scene = ({ random, view, tiles }) => {
  const cloth = surface(
    random,
    random.pick([tiles.weave, tiles.carpet, tiles.plush]),
    random.between(0.25, 0.5),
  );
  const colours = Array.from({ length: 4 }, () => toHex(anyColour(random)));
  const { width, height } = view;
  const reach = width + height;
  const turn = random.pick([0, 0, 45, 90, random.between(0, 90)]);
  let bands = '';
  const step = random.between(18, 90);
  const kind = random.next();
  if (kind < 0.6) {
    for (let at = -reach; at < reach; at += step) {
      bands += `<rect class="first" x="${-reach}" y="${at}" width="${2 * reach}" height="${step * random.between(0.2, 0.9)}" fill="${random.pick(colours)}" opacity="${random.between(0.4, 1)}"/>`;
      if (kind < 0.25)
        bands += `<rect class="first" y="${-reach}" x="${at}" height="${2 * reach}" width="${step * 0.4}" fill="${random.pick(colours)}" opacity=".45"/>`;
    }
  } else if (kind < 0.85) {
    for (let i = 0; i < 5; i++) {
      const half = reach * (0.42 - i * 0.07);
      bands += `<rect class="first" x="${-half}" y="${-half * 0.7}" width="${half * 2}" height="${half * 1.4}" fill="${colours[i % 4]}"/>`;
    }
    for (let i = -6; i <= 6; i++)
      bands += `<path class="first" d="M${i * 60},-24l22,24l-22,24l-22,-24z" fill="${random.pick(colours)}"/>`;
  }
  const behind = `${cover(view, anyColour(random))}<g transform="translate(${width / 2},${height / 2}) rotate(${turn})">${bands}</g>`;
  return { behind, before: '', surfaces: [cloth, cloth], shadowDepth: random.between(0.2, 0.6) };
};

const openCase: Scene = ({ random, view, guitar, tiles }) => {
  const shape = bodyShape(guitar.shape);
  const ground = surface(random, random.pick([tiles.carpet, tiles.planks, tiles.plaster]), 0.45);
  const plush = random.pick(plushes);
  const lining = surface(random, tiles.plush, random.between(0.35, 0.7));
  const rim = toHex(random.pick(leathers));
  const lid = random.chance(0.6) ? (random.chance(0.5) ? 1 : -1) : 0;
  const outline = caseOutline(shape, 18);
  const colour = toHex(plush);
  const side = 2 * (shape.halfWidth + 60);
  const draw = (x: number, tone: string) =>
    `<g transform="translate(${x},0)"><path d="${outline}" fill="${rim}" stroke="${rim}" stroke-width="34"/><path class="second" d="${outline}" fill="${tone}"/></g>`;
  const lidTone = toHex(mix(plush, [0, 0, 0], 0.25));
  let behind = cover(view, random.chance(0.5) ? random.pick(woods) : anyColour(random));
  behind += `<g transform="matrix(${view.matrix.join(' ')})">${lid ? draw(lid * side, lidTone) : ''}${draw(0, colour)}<path class="second" d="M-70,60h140v120h-140z" fill="${lidTone}"/></g>`;
  return { behind, before: '', surfaces: [ground, lining], shadowDepth: random.between(0.3, 0.7) };
};

const closedCase: Scene = ({ random, view, guitar, tiles }) => {
  const shape = bodyShape(guitar.shape);
  const ground = surface(random, random.pick([tiles.carpet, tiles.planks, tiles.plaster]), 0.45);
  const cloth = surface(random, random.pick([tiles.weave, tiles.speckle, tiles.plaster]), 0.3);
  const outline = random.chance(0.6) ? caseOutline(shape, 30) : `M-225,-250h450v${shape.bottom + 290}h-450z`;
  const latches = [60, 300, shape.bottom - 120]
    .map(
      (y) =>
        `<rect x="${shape.halfWidth + 10}" y="${y}" width="34" height="44" rx="5" fill="url(#metal)" stroke="#333" stroke-width="1.5"/>`,
    )
    .join('');
  const behind = `${cover(view, random.chance(0.5) ? random.pick(woods) : anyColour(random))}<g transform="matrix(${view.matrix.join(' ')})"><path class="second" d="${outline}" fill="${toHex(random.pick(leathers))}" stroke="#0d0d0d" stroke-width="9"/>${latches}<path class="line" d="M${shape.halfWidth + 30},400q50,60 0,130" fill="none" stroke="#1c130e" stroke-width="18"/></g>`;
  return { behind, before: '', surfaces: [ground, cloth], shadowDepth: random.between(0.3, 0.7) };
};

const player: Scene = ({ random, view, tiles }) => {
  const wall = surface(random, tiles.plaster, 0.5);
  const shirt = surface(random, random.pick([tiles.weave, tiles.plush]), 0.35);
  const clothes = toHex(anyColour(random));
  const skin = toHex(random.pick(skins));
  const sleeve = random.chance(0.5) ? clothes : skin;
  const { width, height } = view;
  const torso = `<path class="second" d="M${width * 0.12},${height}V${height * 0.2}Q${width / 2},${-height * 0.3} ${width * 0.88},${height * 0.2}V${height}Z" fill="${clothes}"/>`;
  const fingers = [0, 1, 2, 3]
    .map(
      (i) =>
        `<path class="line" d="M-34,${252 + i * 22}L16,${247 + i * 22}" stroke="${skin}" stroke-width="18" stroke-linecap="round"/>`,
    )
    .join('');
  // The forearm comes in over the upper edge and ends in a hand above the pickups.
  const before = `<path d="M-520,400L-62,536Q-20,560 -66,592L-560,560Z" fill="${sleeve}"/><path d="M-110,520Q-20,520 4,566Q10,588 -30,590Q-80,604 -112,590Z" fill="${skin}"/>${fingers}`;
  return {
    behind: cover(view, anyColour(random)) + torso,
    before,
    surfaces: [wall, shirt],
    shadowDepth: random.between(0.2, 0.5),
  };
};

function cover({ width, height }: View, colour: Rgb): string {
  return `<rect class="first" width="${width}" height="${height}" fill="${toHex(colour)}"/>`;
}

function surface(
  random: Random,
  tile: Surface['tile'],
  strength: number,
  options: { gain?: Surface['gain']; upright?: boolean } = {},
): Surface {
  const turn = options.upright ? 0 : random.next() * 2 * Math.PI;
  const zoom = random.between(0.7, 1.9);
  const [cos, sin] = [zoom * Math.cos(turn), zoom * Math.sin(turn)];
  const darker = () => -strength * random.between(0.85, 1.15);
  return {
    tile,
    gain: options.gain ?? [darker(), darker(), darker()],
    across: [cos, sin],
    down: [-sin, cos],
  };
}
