/** The drawing area, in units of the chart's view box. */
export const area = { left: 58, top: 10, width: 286, height: 200 } as const;
export const viewBox = '0 0 360 258';

export const toX = (share: number) => area.left + share * area.width;
export const toY = (share: number) => area.top + (1 - share) * area.height;

export interface Tick {
  /** Place along the axis, 0 to 1. */
  at: number;
  text: string;
}

/** Grid lines, tick labels and names of both axes. */
export function Axes(props: {
  x: { name: string; ticks: readonly Tick[] };
  y: { name: string; ticks: readonly Tick[] };
}) {
  const { x, y } = props;
  const bottom = toY(0);
  return (
    <g class="axes">
      {y.ticks.map(({ at, text }) => (
        <g key={at}>
          <line x1={area.left} x2={toX(1)} y1={toY(at)} y2={toY(at)} />
          <text x={area.left - 6} y={toY(at)} text-anchor="end" dominant-baseline="middle">
            {text}
          </text>
        </g>
      ))}
      {x.ticks.map(({ at, text }) => (
        <text key={at} x={toX(at)} y={bottom + 16} text-anchor="middle">
          {text}
        </text>
      ))}
      <text x={toX(0.5)} y={bottom + 36} text-anchor="middle">
        {x.name}
      </text>
      <text x={10} y={toY(0.5)} text-anchor="middle" transform={`rotate(-90 10 ${toY(0.5)})`}>
        {y.name}
      </text>
    </g>
  );
}

export const percentTicks: readonly Tick[] = [0, 0.25, 0.5, 0.75, 1].map((at) => ({
  at,
  text: `${at * 100} %`,
}));
