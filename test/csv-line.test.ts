import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { csvLine, fromCell } from '../src/csv-line.js';

const cellOf = (text: string) => (parse(csvLine([text, 'x'])) as string[][])[0]![0]!;

it.each([
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  ' =1',
  '\u00a0=1',
  '\u200b=1',
  '＝1+1',
  '＋1',
  '－1+1',
  '＠a',
  '=HYPERLINK("http://x/","a")',
  "'=1",
  '-',
])('a text that a spreadsheet would compute is defused, and read back as it was: %j', (text) => {
  expect(cellOf(text)).toBe(`'${text}`);
  expect(fromCell(cellOf(text))).toBe(text);
});

it.each(['-1', '+1.5', '-0,5', '1e-7', '-1.5E+3', '0.97', 'Höfner', "'59 Burst", 'a=b', '["missing"]', ''])(
  'numbers and other texts stay as they are: %j',
  (text) => {
    expect(cellOf(text)).toBe(text);
    expect(fromCell(text)).toBe(text);
  },
);
