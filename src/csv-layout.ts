/** How a CSV is written: which character parts its cells and what ends its rows. */
export interface CsvLayout {
  delimiter: string;
  recordDelimiters: string[];
  /** Length of a line `sep=;` at the top, which Excel reads and writes; 0 if there is none. */
  skip: number;
}

export const delimiters = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'vertical bar' } as const;

/**
 * Tells the layout from the start of a text: the delimiter of a `sep=` line, else the one that parts the header into
 * the most names for which `isColumn` holds (a comma where none does).
 */
export function detectLayout(start: string, isColumn: (name: string) => boolean): CsvLayout {
  const recordDelimiters = start.includes('\n') || !start.includes('\r') ? ['\r\n', '\n'] : ['\r'];
  const stated = /^"?sep=(.)"?(?:\r\n|\n|\r)/i.exec(start);
  if (stated) return { delimiter: stated[1]!, recordDelimiters, skip: stated[0].length };
  const [header = ''] = start.replace(/^\s+/, '').split(/\r\n|\n|\r/, 1);
  const names = (delimiter: string) =>
    header.split(delimiter).filter((name) => isColumn(name.replace(/^\s*"|"\s*$/g, ''))).length;
  const delimiter = Object.keys(delimiters).reduce((best, one) => (names(one) > names(best) ? one : best));
  return { delimiter, recordDelimiters, skip: 0 };
}
