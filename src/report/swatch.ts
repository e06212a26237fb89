import { type Html, html } from './html.js';

/** A label with a spot of its typical colour (`#rrggbb`), if one is known. */
export function labelWithSwatch(label: string, swatches: ReadonlyMap<string, string>): Html {
  const swatch = swatches.get(label);
  if (swatch === undefined) return html`<b>${label}</b>`;
  return html`<b><i class="swatch" style="background:${swatch}"></i>${label}</b>`;
}
