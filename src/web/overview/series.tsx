export type Series = 'finish' | 'family';

/** A point of a series; both its shape and its colour identify the series. */
export function Mark({ series, x, y }: { series: Series; x: number; y: number }) {
  return series === 'finish' ? (
    <circle cx={x} cy={y} r={4.5} />
  ) : (
    <rect x={x - 4.5} y={y - 4.5} width={9} height={9} />
  );
}

export function SeriesKey({ series }: { series: readonly Series[] }) {
  return (
    <figcaption>
      {series.map((one) => (
        <span key={one} class={`series ${one}`}>
          <svg viewBox="0 0 14 14" aria-hidden="true">
            <Mark series={one} x={7} y={7} />
          </svg>
          {one}
        </span>
      ))}
    </figcaption>
  );
}
