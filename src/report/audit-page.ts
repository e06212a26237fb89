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
  swatches: ReadonlyMap<string, string>;
}

/** Probable mislabels with their pictures, as a self-contained document. */
export function auditPage(sheet: ContactSheet): string {
  const { title, subtitle, noise, suspects, items, remedy, swatches } = sheet;
  return page({
    title,
    subtitle,
    sections: [
      section(
        'In short',
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
          'Found by confident learning (Northcutt, Jiang and Chuang 2021): each is listed where the model is at least as sure of another label as it usually is of that label, and surer of it than of any other. Where labels are mostly right, many of these are photos that mislead the model rather than wrong labels, and the estimates count both: look before you correct.',
        ),
        paragraph(remedy),
      ),
      section(
        items.length < suspects ? `The likeliest ${items.length} of ${suspects}` : 'Likeliest first',
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

function linesOf(item: ContactSheetItem, swatches: ReadonlyMap<string, string>): Html[] {
  return [
    html`${item.rank}. labelled ${labelWithSwatch(item.given, swatches)}`,
    html`looks ${labelWithSwatch(item.suggested, swatches)}`,
    html`<small>${item.reason}</small>`,
    html`<small>${item.name}</small>`,
  ];
}
