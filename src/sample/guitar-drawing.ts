import { type BodyShape, bodyShape } from './body-shape.js';
import { mix, type Rgb, toHex } from './colour.js';
import type { Guitar } from './guitar.js';
import { drawNeckBack, drawNeckFront } from './neck-drawing.js';

const metals: Record<Guitar['metal'], readonly [light: string, middle: string, dark: string]> = {
  chrome: ['#f6f8fa', '#a9aeb3', '#4d5155'],
  nickel: ['#efe9dc', '#b3aa98', '#5d564a'],
  gold: ['#f6dd92', '#c79a3c', '#6d4c14'],
  black: ['#5a5a5e', '#1d1d20', '#0a0a0b'],
};

/** Gradients that the drawings below refer to. */
export function drawDefinitions(guitar: Guitar): string {
  const [light, middle, dark] = metals[guitar.metal];
  const stop = (offset: number, colour: string) => `<stop offset="${offset}" stop-color="${colour}"/>`;
  return `<linearGradient id="metal" x1="0" y1="0" x2="1" y2="1">${stop(0, middle)}${stop(0.3, light)}${stop(0.55, middle)}${stop(0.8, dark)}${stop(1, middle)}</linearGradient>
<pattern id="tortoise" width="46" height="38" patternUnits="userSpaceOnUse" patternTransform="rotate(24)"><rect width="46" height="38" fill="#5a1d13"/><ellipse cx="10" cy="9" rx="9" ry="4" fill="#8f3a1c"/><ellipse cx="32" cy="15" rx="10" ry="6" fill="#2a0c09"/><ellipse cx="15" cy="28" rx="11" ry="5" fill="#340f0b"/><ellipse cx="38" cy="32" rx="6" ry="3" fill="#9c4720"/></pattern>`;
}

/** The guitar from the front, in mm. The lacquered wood has the class `body`: the developer paints it. */
export function drawFront(guitar: Guitar): string {
  const shape = bodyShape(guitar.shape);
  let svg = drawBody(guitar, shape);
  if (shape.soundHoles) {
    for (const side of [-1, 1]) {
      svg += `<path transform="translate(${side * 116},640) scale(${side},1)" d="M-4,-62a8,8 0 1 1 12,6q-8,26 2,56t-6,62a8,8 0 1 1 -10,-8q10,-24 0,-54t2,-62z" fill="#0b0807"/>`;
    }
  }
  if (guitar.guard) {
    const fill = guitar.guard.tortoise ? 'url(#tortoise)' : toHex(guitar.guard.colour);
    const rim = guitar.guard.colour[0] > 150 ? '#7d7b74' : '#d8d6cf';
    svg += `<path d="${shape.guard}" fill="${fill}" stroke="${rim}" stroke-width="1.3"/>`;
  }
  svg +=
    drawNeckFront(guitar, shape) +
    drawPickups(guitar, shape) +
    drawBridge(shape) +
    drawControls(guitar, shape);
  return svg + drawStrings(shape);
}

/** The guitar from behind, in mm, mirrored as the eye sees it. */
export function drawBack(guitar: Guitar): string {
  const shape = bodyShape(guitar.shape);
  const cover = guitar.guard && !guitar.guard.tortoise ? toHex(guitar.guard.colour) : '#17171a';
  let svg = drawBody(guitar, shape) + drawNeckBack(guitar, shape);
  if (shape.hardware === 'tremolo') {
    svg += `<rect x="-45" y="560" width="90" height="140" rx="10" fill="${cover}" stroke="#888" stroke-width="1"/><rect x="-28" y="600" width="56" height="14" rx="5" fill="#222"/>`;
  } else if (!shape.soundHoles) {
    svg += `<path d="M70,640q40,-30 60,10q10,60 -20,90q-40,14 -50,-30z" fill="#17171a"/>`;
  }
  if (shape.headstock === 'six-in-line')
    svg +=
      '<rect x="-26" y="410" width="52" height="66" rx="4" fill="url(#metal)" stroke="#555" stroke-width="1"/>';
  return `<g transform="scale(-1,1)">${svg}</g>`;
}

function drawBody(guitar: Guitar, shape: BodyShape): string {
  let svg = `<path class="body" d="${shape.outline}"/>`;
  for (const [x, y, radius] of guitar.worn) {
    const at = [(x * 2 - 1) * shape.halfWidth * 0.9, shape.top + y * (shape.bottom - shape.top)] as const;
    svg += `<ellipse clip-path="url(#outline)" cx="${at[0]}" cy="${at[1]}" rx="${radius}" ry="${radius * 0.6}" fill="#b58a55" opacity=".85"/>`;
  }
  if (svg.includes('url(#outline)'))
    svg = `<clipPath id="outline"><path d="${shape.outline}"/></clipPath>${svg}`;
  if (guitar.binding) {
    svg += `<path class="line" d="${shape.outline}" fill="none" stroke="${toHex(guitar.binding)}" stroke-width="5"/>`;
  }
  return svg;
}

function drawPickups(guitar: Guitar, shape: BodyShape): string {
  const { pickups } = guitar.model;
  const plastic = toHex(guitar.pickupColour);
  const poles = (y: number) =>
    [-24, -14.5, -5, 5, 14.5, 24].map((x) => `<circle cx="${x}" cy="${y}" r="2.3" fill="#8d8d8d"/>`).join('');
  return shape.pickupsAt
    .map((y, index) => {
      const bridgeMost = index === shape.pickupsAt.length - 1;
      if (pickups === 'humbucker') {
        if (guitar.shape === 's-type' && index === 1) return '';
        const cover = guitar.figureOffset[0] % 3 === 0 ? '#151517' : 'url(#metal)';
        const ring = guitar.pickupColour[0] > 100 ? '#e9dcb4' : '#141416';
        return `<rect x="-45" y="${y - 23}" width="90" height="46" rx="3" fill="${ring}"/><rect x="-35" y="${y - 18}" width="70" height="36" rx="3" fill="${cover}"/>${poles(y - 8)}`;
      }
      if (pickups === 'soap-bar')
        return `<rect x="-45" y="${y - 20}" width="90" height="40" rx="6" fill="${plastic}" stroke="#444" stroke-width=".8"/>${poles(y)}`;
      const slant = bridgeMost && shape.hardware !== 'floating' ? `transform="rotate(-11 0 ${y})"` : '';
      const metalCover = shape.hardware === 'plate' && index === 0;
      return `<g ${slant}><rect x="-41" y="${y - 9}" width="82" height="18" rx="9" fill="${metalCover ? 'url(#metal)' : plastic}" stroke="#444" stroke-width=".7"/>${metalCover ? '' : poles(y)}</g>`;
    })
    .join('');
}

function drawBridge(shape: BodyShape): string {
  const at = shape.scaleLength;
  const saddles = [-24, -14.5, -5, 5, 14.5, 24]
    .map(
      (x) =>
        `<rect x="${x - 4}" y="${at - 5}" width="8" height="14" fill="url(#metal)" stroke="#444" stroke-width=".7"/>`,
    )
    .join('');
  switch (shape.hardware) {
    case 'tremolo':
      return `<rect x="-38" y="${at - 12}" width="76" height="38" rx="3" fill="url(#metal)"/>${saddles}<path class="line" d="M34,${at + 6}q24,10 40,-24" fill="none" stroke="#9b9b9b" stroke-width="4"/>`;
    case 'plate':
      // The pickup sits in the plate, so the plate must not cover it.
      return `<path fill-rule="evenodd" d="M-43,${at - 54}h86v80h-86zM-40,${at - 42}v16l80,14v-16z" fill="url(#metal)"/>${saddles}<rect x="86" y="${at - 88}" width="28" height="140" rx="14" fill="url(#metal)" stroke="#555" stroke-width=".8"/>`;
    case 'floating':
      return `<rect x="-36" y="${at - 8}" width="72" height="14" rx="4" fill="url(#metal)"/>${saddles}<path d="M-32,${at + 46}h64l-8,82q-24,10 -48,0z" fill="url(#metal)" stroke="#666" stroke-width=".8"/>`;
    case 'stop-bar':
      return `<rect x="-46" y="${at - 7}" width="92" height="14" rx="6" fill="url(#metal)" stroke="#444" stroke-width=".8"/>
        <rect x="-48" y="${at + 34}" width="96" height="13" rx="6" fill="url(#metal)" stroke="#444" stroke-width=".8"/>`;
  }
}

function drawControls(guitar: Guitar, shape: BodyShape): string {
  const onMetal = shape.hardware === 'plate';
  const colour: Rgb = guitar.knobColour;
  const skirt = onMetal ? 'url(#metal)' : toHex(mix(colour, [0, 0, 0], 0.25));
  const cap = onMetal ? '#d9dbdd' : toHex(mix(colour, [255, 255, 255], 0.16));
  const knobs = shape.knobsAt
    .map(
      ([x, y]) =>
        `<circle cx="${x}" cy="${y}" r="12.5" fill="${skirt}" stroke="#2a2a2a" stroke-width=".6"/><circle cx="${x}" cy="${y}" r="8" fill="${cap}"/>`,
    )
    .join('');
  const [x, y] = shape.switchAt;
  const lever = `<circle cx="${x}" cy="${y}" r="7" fill="url(#metal)"/><rect x="${x - 2.5}" y="${y - 14}" width="5" height="15" rx="2" fill="#efe7cf"/>`;
  const rounded = guitar.shape !== 'v' && guitar.shape !== 'angular';
  const strapButton = `<circle cx="0" cy="${shape.bottom + 3}" r="5.5" fill="url(#metal)"/>`;
  return (rounded ? strapButton : '') + knobs + lever;
}

function drawStrings(shape: BodyShape): string {
  const end =
    shape.scaleLength + (shape.hardware === 'floating' ? 60 : shape.hardware === 'stop-bar' ? 38 : 4);
  const paths = [0, 1, 2, 3, 4, 5].map((i) => `M${-17.5 + i * 7},0L${-25 + i * 10},${end}`).join('');
  return `<path class="line" d="${paths}" fill="none" stroke="#d3cfc2" stroke-width="1" opacity=".85"/>`;
}
