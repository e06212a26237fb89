import type { ComponentChildren } from 'preact';

export interface FigureTableProps {
  /** For screen readers, if the card's heading is not enough. */
  caption?: string;
  /** The first heads the column of row names. */
  headings: readonly string[];
  rows: readonly { key: string | number; cells: readonly ComponentChildren[] }[];
  /** Index of the column that holds words instead of numbers, from 0. */
  textColumn?: number;
}

/** A table whose first cell in each row is the row's name; it scrolls sideways if it is wider than its card. */
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
