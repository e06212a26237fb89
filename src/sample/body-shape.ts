import { mirrored, type OutlinePoint, parsePoints, toClosedPath } from './outline.js';

export const bodyShapeNames = [
  's-type',
  't-type',
  'single-cut',
  'double-horn',
  'v',
  'offset',
  'semi-hollow',
  'angular',
] as const;
export type BodyShapeName = (typeof bodyShapeNames)[number];

/**
 * Measures of a body in mm, seen from the front with the headstock up: x is 0 on the centre line and grows to the
 * treble side, y is 0 at the nut and grows towards the bridge.
 */
export interface BodyShape {
  outline: string;
  guard: string;
  /** Where the middle of the body lies and how far it reaches. */
  top: number;
  bottom: number;
  halfWidth: number;
  scaleLength: number;
  /** How far the rounding or carving reaches in from the edge, and how steep it is, 0 to 1. */
  edge: { width: number; slope: number };
  headstock: 'six-in-line' | 'three-a-side' | 'arrow' | 'hockey-stick';
  hardware: 'tremolo' | 'plate' | 'stop-bar' | 'floating';
  pickupsAt: readonly number[];
  knobsAt: readonly (readonly [x: number, y: number])[];
  switchAt: readonly [x: number, y: number];
  soundHoles: boolean;
}

type Measures = Omit<BodyShape, 'outline' | 'guard'> & {
  outline: readonly OutlinePoint[];
  guard: readonly OutlinePoint[];
};

const shapes: Record<BodyShapeName, Measures> = {
  's-type': {
    outline: parsePoints(
      '-29,452 -46,446 -62,420 -76,382 -94,346 -118,336 -136,358 -138,412 -122,468 -111,525 -120,590 -152,650 -160,706 -132,752 -62,774 20,776 104,756 152,706 156,646 130,584 112,534 122,480 136,436 134,402 114,390 90,408 68,444 46,468 29,471',
    ),
    guard: parsePoints(
      '-27,458 -56,456 -80,440 -104,420 -116,440 -106,480 -92,526 -88,580 -72,622 -44,632! -44,618! 44,618! 50,650! 78,700 112,722 132,700 130,640 108,584 96,534 106,478 116,440 104,432 80,456 52,476 27,476',
    ),
    top: 336,
    bottom: 778,
    halfWidth: 160,
    scaleLength: 648,
    edge: { width: 22, slope: 0.5 },
    headstock: 'six-in-line',
    hardware: 'tremolo',
    pickupsAt: [488, 546, 603],
    knobsAt: [
      [82, 612],
      [98, 652],
      [112, 692],
    ],
    switchAt: [66, 580],
    soundHoles: false,
  },
  't-type': {
    outline: parsePoints(
      '-29,438 -62,420 -112,424 -148,456 -150,505 -130,560 -134,612 -158,672 -148,735 -92,772 0,780 92,772 148,735 158,672 134,612 126,560 142,505 148,455 132,416 104,412 76,436 48,468 29,470',
    ),
    guard: parsePoints(
      '-27,448 -68,438 -110,446 -132,478 -128,520 -112,562 -100,604 -58,618 -46,600 46,600 62,612 80,590 76,540 62,496 44,474 27,472',
    ),
    top: 412,
    bottom: 780,
    halfWidth: 158,
    scaleLength: 648,
    edge: { width: 9, slope: 0.6 },
    headstock: 'six-in-line',
    hardware: 'plate',
    pickupsAt: [492, 616],
    knobsAt: [
      [100, 628],
      [100, 672],
    ],
    switchAt: [100, 584],
    soundHoles: false,
  },
  'single-cut': {
    outline: parsePoints(
      '-27,382 -62,360 -106,364 -132,400 -134,450 -118,508 -126,560 -156,618 -167,680 -152,745 -98,792 0,806 98,792 152,745 167,680 156,618 126,560 114,512 124,468 130,428 116,398 92,402 64,432 42,454 27,456',
    ),
    guard: parsePoints('36,466! 70,494 88,540 86,590 70,606! 38,606!'),
    top: 360,
    bottom: 806,
    halfWidth: 167,
    scaleLength: 628,
    edge: { width: 75, slope: 0.34 },
    headstock: 'three-a-side',
    hardware: 'stop-bar',
    pickupsAt: [480, 582],
    knobsAt: [
      [84, 668],
      [120, 644],
      [98, 732],
      [134, 704],
    ],
    switchAt: [-86, 408],
    soundHoles: false,
  },
  'double-horn': {
    outline: parsePoints(
      '-28,470 -46,458 -76,424 -112,376! -138,424 -142,482 -120,545 -134,606 -162,664 -158,730 -104,780 0,792 104,780 158,730 162,664 134,606 120,548 140,488 134,432 106,388! 74,430 46,460 28,471',
    ),
    guard: parsePoints(
      '-27,472 -52,464 -84,432 -108,404! -120,450 -108,505 -70,548 -56,610! 56,610! 70,550 106,508 116,452 104,410! 82,436 52,466 27,472',
    ),
    top: 376,
    bottom: 792,
    halfWidth: 164,
    scaleLength: 628,
    edge: { width: 26, slope: 0.8 },
    headstock: 'three-a-side',
    hardware: 'stop-bar',
    pickupsAt: [494, 580],
    knobsAt: [
      [80, 678],
      [116, 654],
      [100, 736],
      [134, 708],
    ],
    switchAt: [112, 604],
    soundHoles: false,
  },
  v: {
    outline: mirrored(
      parsePoints('-30,440! -112,600 -206,782 -206,818 -176,836 -132,828 -60,760 -22,722 0,714'),
    ),
    guard: parsePoints('-32,476! -56,530! -54,606! 50,612! 82,690! 122,748 146,738 138,700! 36,476!'),
    top: 440,
    bottom: 836,
    halfWidth: 208,
    scaleLength: 628,
    edge: { width: 12, slope: 0.6 },
    headstock: 'arrow',
    hardware: 'stop-bar',
    pickupsAt: [494, 580],
    knobsAt: [
      [76, 636],
      [96, 676],
      [116, 716],
    ],
    switchAt: [150, 790],
    soundHoles: false,
  },
  offset: {
    outline: parsePoints(
      '-29,448 -50,436 -72,404 -100,366 -128,362 -144,392 -140,446 -118,505 -112,556 -138,624 -168,696 -158,762 -104,800 -24,804 60,784 124,734 156,668 156,602 130,544 120,500 132,456 142,420 132,394 108,398 78,434 50,460 29,464',
    ),
    guard: parsePoints(
      '-27,454 -62,438 -92,404 -116,398 -122,436 -102,500 -96,556 -108,624 -80,652 -48,636! -44,622! 46,622! 66,660 96,716 130,702 136,640 118,580 104,525 116,476 128,436 108,420 68,446 27,460',
    ),
    top: 360,
    bottom: 802,
    halfWidth: 172,
    scaleLength: 648,
    edge: { width: 20, slope: 0.5 },
    headstock: 'six-in-line',
    hardware: 'floating',
    pickupsAt: [502, 590],
    knobsAt: [
      [92, 640],
      [108, 682],
    ],
    switchAt: [94, 450],
    soundHoles: false,
  },
  'semi-hollow': {
    outline: mirrored(
      parsePoints(
        '-27,470 -42,444 -74,398 -118,372 -160,384 -180,428 -170,490 -150,545 -160,610 -194,680 -202,752 -168,820 -96,856 0,864',
      ),
    ),
    guard: parsePoints('34,478! 70,502 86,552 84,622 70,650! 36,650!'),
    top: 372,
    bottom: 864,
    halfWidth: 204,
    scaleLength: 628,
    edge: { width: 60, slope: 0.24 },
    headstock: 'three-a-side',
    hardware: 'stop-bar',
    pickupsAt: [494, 586],
    knobsAt: [
      [104, 716],
      [142, 690],
      [120, 776],
      [158, 746],
    ],
    switchAt: [62, 690],
    soundHoles: true,
  },
  angular: {
    outline: parsePoints(
      '-29,462! -150,428 -180,440 -176,470 -128,572 -150,660 -206,800 -196,832 -160,832 20,772 120,746 216,704 232,676 214,652 128,592 148,500 160,462 140,444 29,468!',
    ),
    guard: parsePoints(
      '30,474! 56,500 60,560 56,612! 84,676 150,692 176,668 150,640 104,600 112,520 118,478!',
    ),
    top: 428,
    bottom: 834,
    halfWidth: 232,
    scaleLength: 628,
    edge: { width: 10, slope: 0.6 },
    headstock: 'hockey-stick',
    hardware: 'stop-bar',
    pickupsAt: [494, 584],
    knobsAt: [
      [86, 640],
      [112, 656],
      [140, 672],
    ],
    switchAt: [104, 492],
    soundHoles: false,
  },
};

export function bodyShape(name: BodyShapeName): BodyShape {
  const { outline, guard, ...measures } = shapes[name];
  return { ...measures, outline: toClosedPath(outline), guard: toClosedPath(guard) };
}
