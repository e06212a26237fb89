import type { Swatch } from '../taxonomy/taxonomy.js';
import { percent } from './format.js';
import type { Html } from './html.js';
import { html } from './html.js';
import { gallery, keyFigures, page, paragraph, section } from './page.js';
import { labelWithSwatch } from './swatch.js';

/** A photo or listing whose label is probably wrong. */
export interface ContactSheetItem {
  rank: number;
  /** Its name: a file, or the title of a listing. */
  name: string;
  /** As a `data:` address; undefined if there is none. */
  picture: string | undefined;
  given: string;
  suggested: string;
  reason: string;
}

export interface ContactSheet {
  title: string;
  subtitle: string;
  noise: { family: number; finish: number };
  /** All that were found; `items` may be the first of them. */
  suspects: number;
  items: readonly ContactSheetItem[];
  /** What to do about it. */
  remedy: string;
  /** Typical colours (`#rrggbb`) by label. */
  swatches: ReadonlyMap<string, Swatch>;
}

/** Probable mislabels with their pictures, as a self-contained document. */
export function auditPage(sheet: ContactSheet): string {
  const { title, subtitle, noise, suspects, items, remedy, swatches } = sheet;
  return page({
    title,
    subtitle,
    sections: [
      section(
        'Summary',
        keyFigures([
          { name: 'Probable mislabels', value: String(suspects) },
          { name: 'Wrong families, estimated', value: percent(noise.family) },
          {
            name: 'Wrong finishes, estimated',
            value: percent(noise.finish),
            remark: 'where the family is right',
          },
        ]),
        paragraph(
          'Found by confident learning (Northcutt, Jiang and Chuang 2021). A photo is listed if the model is at least as sure of another label as it usually is of that label, and surer of it than of any other. If most labels are right, many of these photos are not labelled wrongly but mislead the model. The estimates count both, so look before you correct.',
        ),
        paragraph(remedy),
      ),
      section(
        items.length < suspects ? `The ${items.length} most probable of ${suspects}` : 'Most probable first',
        gallery(
          items.map((item) => ({
            picture: item.picture,
            alternative: `${item.name}, labelled ${item.given}`,
            lines: linesOf(item, swatches),
          })),
        ),
      ),
    ],
  });
}

function linesOf(item: ContactSheetItem, swatches: ReadonlyMap<string, Swatch>): Html[] {
  return [
    html`${item.rank}. labelled ${labelWithSwatch(item.given, swatches)}`,
    html`looks like ${labelWithSwatch(item.suggested, swatches)}`,
    html`<small>${item.reason}</small>`,
    html`<small>${item.name}</small>`,
  ];
}
