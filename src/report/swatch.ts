import type { Swatch } from '../taxonomy/taxonomy.js';
import { type Html, html } from './html.js';

/** A label with a spot of its typical colour (`#rrggbb`) if one is known. */
export function labelWithSwatch(label: string, swatches: ReadonlyMap<string, Swatch>): Html {
  const swatch = swatches.get(label);
  if (swatch === undefined) return html`<b>${label}</b>`;
  const background = swatch.length === 1 ? swatch[0]! : `radial-gradient(${swatch.join(', ')})`;
  return html`<b><i class="swatch" style="background:${background}"></i>${label}</b>`;
}
