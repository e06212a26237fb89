import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine } from '#dist/csv-line.js';
import { parseCsvTable } from '#dist/csv-table.js';

/** The sets that the reference model learns from: folders that hold a labels.csv. */
const sets = ['guitars', 'shops', 'singles', 'eye', 'listings', 'negatives'] as const;

const known = [
  ...['file', 'family', 'finish', 'documented_finish', 'confidence', 'view', 'kind', 'group', 'listing'],
  ...['split', 'repo', 'what', 'make', 'model'],
] as const;
const columns = [
  'file',
  'family',
  'finish',
  'group',
  'split',
  'confidence',
  'source',
  'view',
  'set',
  'kind',
  'make',
  'model',
];

/** What a shop may write that names a colour and no finish. */
const colourWords =
  /^(white|black|red|blue|green|brown|natural|yellow|orange|purple|pink|silver|gold|sunburst|gr[ae]y|nat|wht?|blk|burst|roja)$/i;

/** Of the sellers' photos of `guitars`, whose views nobody labelled and that nearly all show the front, one in so many. */
const frontsTaken = 7;

/** All sets as one DATASET in CSV; files are relative to `folder`. `guitars` keeps its split, the others are all `train`. */
export async function referenceRows(folder: string): Promise<string> {
  const lines = [csvLine(columns)];
  for (const set of sets) {
    const { rows } = parseCsvTable(await readFile(join(folder, set, 'labels.csv'), 'utf8'), known);
    rows.forEach(({ cells }, index) => {
      const {
        file = '',
        family = '',
        repo = set,
        what = '',
        group,
        listing,
        confidence = '',
        split = 'train',
      } = cells;
      // Greyed guitars are refused for their colours, not for what they show.
      if (what.includes('black and white')) return;
      const row = [
        `${set}/${file}`,
        family,
        finishOf(cells),
        // Shops and listings hold the same guitars of one shop.
        `${repo}/${group || listing || file}`,
        split,
        confidence,
        repo,
        viewOf(set, what, cells.view, index),
        set,
        cells.kind ?? 'electric',
        ...guitarOf(cells),
      ];
      lines.push(csvLine(row));
    });
  }
  return lines.join('');
}

/** Make and model; `guitars` has both in one column. */
function guitarOf({ make, model = '' }: Partial<Record<string, string>>): [make: string, model: string] {
  const [first = '', ...rest] = model.split(' ');
  return make === undefined ? [first, rest.join(' ')] : [make, model];
}

/** The documented finish, if the taxonomy has it; `other` if it has not. */
function finishOf({
  finish = '',
  documented_finish: documented = '',
}: Partial<Record<string, string>>): string {
  return finish || (documented === '' || colourWords.test(documented) ? '' : 'other');
}

function viewOf(set: string, what: string, view: string | undefined, index: number): string {
  if (view) return view;
  if (set === 'guitars') return index % frontsTaken === 0 ? 'front' : '';
  if (what === 'headstock') return 'headstock';
  if (what === 'case or bag') return 'case';
  return what ? 'other' : '';
}
