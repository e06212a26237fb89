/** Rows as aligned columns under headings; columns of numbers are right-aligned. */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  longest = 60,
): string {
  const cells = [headings, ...rows].map((row) => row.map((cell) => printable(cell, longest)));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const right = headings.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  );
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`;
}

/** Replaces control characters, because a terminal would obey those in a seller's text. */
export function printable(cell: string | number | null, longest: number): string {
  const text = String(cell ?? '-').replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
