import type { Random } from '../random.js';
import type { BodyShape } from './body-shape.js';
import { fromHsl, parseHexes, type Rgb, toHex } from './colour.js';
import type { View } from './view.js';

export const woods = parseHexes('#8a5a34 #b98a5a #6d4a30 #c9a778 #a0522d #7b6a58 #4a3526 #d6bd96');
export const leathers = parseHexes('#1b1a1a #4a2e1c #b8935a #5a2a20 #2a2f3a #d2b98a');

/** Walls, cloths and clothes come in any colour: half of them vivid, so that the background gives no hint. */
export function anyColour(random: Random): Rgb {
  const kind = random.next();
  if (kind < 0.55) return fromHsl(random.next(), random.between(0.25, 0.8), random.between(0.18, 0.75));
  if (kind < 0.8) return fromHsl(random.next(), random.between(0, 0.12), random.between(0.06, 0.95));
  return random.pick(woods);
}

/** Outline of a fitted case in guitar millimetres, with this much room around the body. */
export function caseOutline(shape: BodyShape, room: number): string {
  const half = shape.halfWidth + room;
  const bottom = shape.bottom + room + 10;
  const neck = 78 + room;
  return `M-${neck},-225Q0,-255 ${neck},-225L${neck + 14},300Q${half},320 ${half},420L${half},${bottom - 90}Q${half - 20},${bottom} 0,${bottom}Q-${half - 20},${bottom} -${half},${bottom - 90}L-${half},420Q-${half},320 -${neck + 14},300Z`;
}

export function drawAmplifier(random: Random, { width, height }: View, horizon: number): string {
  const across = width * random.between(0.4, 0.9);
  const tall = height * random.between(0.3, 0.6);
  const x = random.between(-0.2, 0.8) * width;
  const y = horizon + height * 0.04 - tall;
  const cloth = toHex(random.pick(parseHexes('#2a2724 #8a7a5a #b9b4a8 #5a3a26 #121214')));
  return `<rect x="${x}" y="${y}" width="${across}" height="${tall}" rx="8" fill="${toHex(random.pick(leathers))}"/><rect x="${x + 10}" y="${y + tall * 0.24}" width="${across - 20}" height="${tall * 0.68}" fill="${cloth}"/><rect x="${x + 10}" y="${y + 8}" width="${across - 20}" height="${tall * 0.13}" fill="${random.pick(['#c9a44a', '#1b1b1d', '#d8d6d0'])}"/>`;
}

/** Pedals, cloths and a cable that lie around. */
export function drawClutter(random: Random, { width, height }: View): string {
  let svg = '';
  for (let i = 1 + random.integer(3); i > 0; i--) {
    const [x, y] = [random.between(-0.05, 0.95) * width, random.between(-0.05, 0.95) * height];
    const size = random.between(40, 120);
    svg += `<g transform="translate(${x},${y}) rotate(${random.between(-40, 40)})"><rect width="${size}" height="${size * random.between(0.7, 1.6)}" rx="6" fill="${toHex(anyColour(random))}" stroke="#222" stroke-width="1"/><circle cx="${size * 0.3}" cy="${size * 0.25}" r="${size * 0.09}" fill="#1a1a1a"/><circle cx="${size * 0.7}" cy="${size * 0.25}" r="${size * 0.09}" fill="#1a1a1a"/></g>`;
  }
  const colour = toHex(anyColour(random));
  return `${svg}<path class="line" d="M0,${random.between(0, height)}q${width / 4},-90 ${width / 2},20t${width},-30" fill="none" stroke="${colour}" stroke-width="6"/>`;
}
