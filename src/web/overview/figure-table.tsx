import type { ComponentChildren } from 'preact';

export interface FigureTableProps {
  /** For screen readers, where the card's name does not say it. */
  caption?: string;
  /** The first is that of the rows' names. */
  headings: readonly string[];
  rows: readonly { key: string | number; cells: readonly ComponentChildren[] }[];
  /** Number of the column that holds words instead of figures, counted from 0. */
  textColumn?: number;
}

/** Figures in rows that their first cell names; scrolls sideways where it is wider than its card. */
export function FigureTable({ caption, headings, rows, textColumn }: FigureTableProps) {
  const textClass = (column: number) => (column === textColumn ? 'text' : undefined);
  return (
    <div class="scroll">
      <table>
        {caption && <caption class="unseen">{caption}</caption>}
        <thead>
          <tr>
            {headings.map((heading, column) => (
              <th key={heading} scope="col" class={textClass(column)}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [name, ...figures] }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              {figures.map((figure, index) => (
                <td key={headings[index + 1]} class={textClass(index + 1)}>
                  {figure}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
