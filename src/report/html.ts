/** Markup that is safe to put on a page: made by `html`, or by `trusted` from known markup. */
export interface Html {
  readonly markup: string;
}

type Content = Html | string | number | undefined | readonly Content[];

/** Markup from a template: inserted values are escaped unless they are Html; lists are joined, undefined is empty. */
export function html(template: TemplateStringsArray, ...values: readonly Content[]): Html {
  return { markup: template.map((text, i) => text + toMarkup(values[i])).join('') };
}

/** Declares markup safe that `html` did not make. Only for what a library rendered with its own escaping. */
export function trusted(markup: string): Html {
  return { markup };
}

function toMarkup(value: Content): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'markup' in value ? value.markup : value.map(toMarkup).join('');
}

/** For text and for attributes in quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
