import type { BodyShape } from './body-shape.js';
import { mix, type Rgb, toHex } from './colour.js';
import type { Guitar } from './guitar.js';
import { mirrored, type OutlinePoint, parsePoints, toClosedPath } from './outline.js';

const nutHalf = 21.5;
const boardEndHalf = 28;
const black: Rgb = [0, 0, 0];

const headstocks: Record<BodyShape['headstock'], readonly OutlinePoint[]> = {
  'six-in-line': parsePoints(
    '-21,0! -24,-20 -42,-40 -47,-66 -40,-150 -28,-182 -2,-194 24,-186 31,-166 18,-150 22,-122 30,-84 27,-46 21,-22 21,0!',
  ),
  'three-a-side': mirrored(parsePoints('-21,0! -27,-22 -43,-58 -41,-118 -45,-170 -34,-182 -14,-174 0,-181!')),
  arrow: mirrored(parsePoints('-21,0! -27,-24 -40,-70 -44,-120 0,-200')),
  'hockey-stick': parsePoints(
    '-21,0! -28,-26 -46,-52 -54,-140 -76,-186 -96,-204 -84,-216 -40,-206 -8,-176 14,-100 20,-50 21,0!',
  ),
};

/** Distance of a fret from the nut: each halves the string in twelve steps. */
const fretAt = (scaleLength: number, fret: number) => scaleLength * (1 - 2 ** (-fret / 12));
const frets = 22;

export const boardEnd = (scaleLength: number) => fretAt(scaleLength, frets + 0.35);

/** The neck from the front, headstock included, in mm. */
export function drawNeckFront(guitar: Guitar, shape: BodyShape): string {
  const end = boardEnd(shape.scaleLength);
  const half = (y: number) => nutHalf + ((boardEndHalf - nutHalf) * y) / end;
  const maple = guitar.board[0] > 150;
  const inlay = maple ? '#1a1512' : '#e9e3d2';
  let svg = drawHead(guitar, shape, toHex(guitar.headFace));
  svg += `<path d="M-23,0L23,0L30,${end}L-30,${end}Z" fill="${toHex(mix(guitar.neckWood, black, 0.25))}"/>`;
  svg += `<path d="M-${nutHalf},0L${nutHalf},0L${boardEndHalf},${end}L-${boardEndHalf},${end}Z" fill="${toHex(guitar.board)}"/>`;
  for (const fret of [3, 5, 7, 9, 12, 15, 17, 19, 21]) {
    const [from, to] = [fretAt(shape.scaleLength, fret - 1), fretAt(shape.scaleLength, fret)];
    const middle = (from + to) / 2;
    const width = half(middle) * 0.72;
    if (guitar.blockInlays) {
      const tall = (to - from) * 0.6;
      svg += `<rect x="${-width}" y="${middle - tall / 2}" width="${width * 2}" height="${tall}" fill="${inlay}"/>`;
    } else {
      for (const x of fret === 12 ? [-10, 10] : [0]) {
        svg += `<circle cx="${x}" cy="${middle}" r="3.2" fill="${inlay}"/>`;
      }
    }
  }
  let wires = '';
  for (let fret = 1; fret <= frets; fret++) {
    const y = fretAt(shape.scaleLength, fret);
    wires += `M${-half(y)},${y}H${half(y)}`;
  }
  svg += `<path class="line" d="${wires}" fill="none" stroke="#cfccc0" stroke-width="1.8"/>`;
  return `${svg}<rect x="-${nutHalf}" y="-3" width="${nutHalf * 2}" height="5" fill="#ede6d0"/>`;
}

/** The neck from behind; the caller mirrors it. */
export function drawNeckBack(guitar: Guitar, shape: BodyShape): string {
  const end = boardEnd(shape.scaleLength) + 20;
  const wood = toHex(guitar.neckWood);
  return `${drawHead(guitar, shape, wood)}<path d="M-22,-2L22,-2L29,${end}L-29,${end}Z" fill="${wood}"/>
    <path d="M-6,0L6,0L8,${end}L-8,${end}Z" fill="${toHex(mix(guitar.neckWood, [255, 240, 210], 0.25))}" opacity=".5"/>`;
}

function drawHead(guitar: Guitar, shape: BodyShape, face: string): string {
  let svg = '';
  let posts = '';
  for (const [index, [x, y]] of tunersOf(shape.headstock).entries()) {
    const side = Math.sign(x);
    svg += `<rect x="${Math.min(x * 0.6, x * 1.1)}" y="${y - 2}" width="${Math.abs(x) * 0.5}" height="4" fill="url(#metal)"/>`;
    svg += `<ellipse cx="${x + side * 6}" cy="${y}" rx="8" ry="6.5" fill="url(#metal)"/>`;
    posts += `<circle cx="${x * 0.5}" cy="${y}" r="5" fill="url(#metal)" stroke="#333" stroke-width=".8"/>`;
    const nut = -17 + index * 6.8;
    posts += `<path class="line" d="M${nut},0L${x * 0.5},${y}" stroke="#b9b6aa" stroke-width="1"/>`;
  }
  svg += `<path d="${toClosedPath(headstocks[shape.headstock])}" fill="${face}" stroke="#1a120c" stroke-width="1.2"/>${posts}`;
  const letters = guitar.headFace[0] > 130 ? '#2a1c10' : '#d8c48a';
  svg += `<path class="line" d="M-14,-150q6,-10 10,2t8,-4q4,-6 8,4" fill="none" stroke="${letters}" stroke-width="2.4"/>`;
  if (shape.headstock === 'three-a-side')
    svg += '<path d="M-9,-8Q-9,-34 0,-44Q9,-34 9,-8Z" fill="#0c0c0e" stroke="#d9d5c6" stroke-width="1"/>';
  return svg;
}

function tunersOf(headstock: BodyShape['headstock']): (readonly [x: number, y: number])[] {
  const inLine = headstock === 'six-in-line' || headstock === 'hockey-stick';
  if (inLine) {
    const lean = headstock === 'six-in-line' ? 1.2 : -4;
    return Array.from({ length: 6 }, (_, i) => [-52 + i * lean, -46 - i * 23] as const);
  }
  const rows = headstock === 'arrow' ? [-50, -84, -118] : [-60, -98, -138];
  return [...rows.map((y) => [-50, y] as const), ...rows.toReversed().map((y) => [50, y] as const)];
}
