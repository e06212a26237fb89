/** A point in mm; a trailing 1 marks a corner, through which the curve is not smooth. */
export type OutlinePoint = readonly [x: number, y: number, corner?: 1];

/** Points written as `x,y`, with `!` after a corner, separated by spaces. */
export function parsePoints(text: string): OutlinePoint[] {
  return text.split(' ').map((word): OutlinePoint => {
    const [x, y] = word.replace('!', '').split(',').map(Number);
    return word.endsWith('!') ? [x!, y!, 1] : [x!, y!];
  });
}

const round = (value: number) => Math.round(value * 10) / 10;

/** SVG path data of the closed Catmull-Rom spline through the points. */
export function toClosedPath(points: readonly OutlinePoint[]): string {
  const at = (index: number) => points[(index + points.length) % points.length]!;
  const start = at(0);
  let path = `M${start[0]},${start[1]}`;
  for (let i = 0; i < points.length; i++) {
    const [before, from, to, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const pullFrom = from[2] ? 0 : 1 / 6;
    const pullTo = to[2] ? 0 : 1 / 6;
    path += `C${round(from[0] + (to[0] - before[0]) * pullFrom)},${round(from[1] + (to[1] - before[1]) * pullFrom)}`;
    path += ` ${round(to[0] - (after[0] - from[0]) * pullTo)},${round(to[1] - (after[1] - from[1]) * pullTo)}`;
    path += ` ${to[0]},${to[1]}`;
  }
  return `${path}Z`;
}

/** The points and their mirror image on the other side of the neck, in the order of one closed outline. */
export function mirrored(left: readonly OutlinePoint[]): OutlinePoint[] {
  const right = left
    .filter(([x]) => x !== 0)
    .map(([x, y, corner]): OutlinePoint => (corner ? [-x, y, corner] : [-x, y]))
    .reverse();
  return [...left, ...right];
}
