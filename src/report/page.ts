import { type Html, html, trusted } from './html.js';
import { style } from './style.js';

export interface Page {
  title: string;
  /** One line under the title. */
  subtitle: string;
  sections: readonly Html[];
}

/** A whole document that loads nothing from the network, and forbids the browser to. */
export function page({ title, subtitle, sections }: Page): string {
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header><h1>${title}</h1><p>${subtitle}</p></header>
<main>
${sections}
</main>
</body>
</html>
`;
  return markup;
}

export function section(heading: string, ...content: readonly Html[]): Html {
  return html`<section><h2>${heading}</h2>
${content}</section>
`;
}

export function paragraph(text: string): Html {
  return html`<p>${text}</p>\n`;
}

/** A warning that must not be overlooked. */
export function warning(text: string): Html {
  return html`<p class="warning"><strong>Note:</strong> ${text}</p>\n`;
}

/** The most important figures. */
export function keyFigures(figures: readonly { name: string; value: string; remark?: string }[]): Html {
  return html`<dl class="key-figures">${figures.map(
    ({ name, value, remark }) =>
      html`<div><dt>${name}</dt><dd><b>${value}</b>${remark === undefined ? undefined : html`<small>${remark}</small>`}</dd></div>`,
  )}</dl>
`;
}

export interface Table {
  caption: string;
  headings: readonly string[];
  /** The first cell names the row; numbers and figures stand to the right. */
  rows: readonly (readonly (string | number | Html)[])[];
}

/** It scrolls sideways, by keyboard too, if it is wider than the page. */
export function table({ caption, headings, rows }: Table): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([name = '', ...cells]) =>
    html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`,
)}</tbody>
</table></div>
`;
}

/** A drawing with its caption. A wide one scrolls instead of shrinking. */
export function figure({
  drawing,
  caption,
  wide = false,
}: {
  drawing: Html;
  caption: string;
  wide?: boolean;
}): Html {
  const scroll = html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">${drawing}</div>`;
  return html`<figure${trusted(wide ? ' class="wide"' : '')}>${wide ? scroll : drawing}<figcaption>${caption}</figcaption></figure>
`;
}

/** Figures side by side if there is room. */
export function row(...figures: readonly Html[]): Html {
  return html`<div class="row">${figures}</div>\n`;
}

/** Long details: folded up on screen, but printed. */
export function details(summary: string, ...content: readonly Html[]): Html {
  return html`<details><summary>${summary}</summary>${content}</details>\n`;
}

export interface GalleryItem {
  /** `data:` address of a picture; undefined if there is none. */
  picture: string | undefined;
  alternative: string;
  lines: readonly (string | Html)[];
}

/** `roomy`: for items with much text. */
export function gallery(items: readonly GalleryItem[], { roomy = false } = {}): Html {
  return html`<ul class="${roomy ? 'gallery roomy' : 'gallery'}">${items.map(
    ({ picture, alternative, lines }) =>
      html`<li>${
        picture === undefined
          ? html`<span class="missing">no picture</span>`
          : html`<img src="${picture}" alt="${alternative}">`
      }${lines.map((line) => html`<span>${line}</span>`)}</li>`,
  )}</ul>
`;
}
