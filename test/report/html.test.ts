import { describe, expect, it } from 'vitest';
import { html } from '../../src/report/html.js';

describe('html', () => {
  it('escapes whatever is inserted, in text and in attributes', () => {
    const evil = `<script>alert("x")</script>' &`;
    const { markup } = html`<p title="${evil}">${evil}</p>`;
    expect(markup).not.toContain('<script');
    expect(markup.match(/"/g)).toHaveLength(2);
    expect(markup).not.toMatch(/&(?!#\d+;)/);
  });

  it('keeps markup of its own, joins lists and leaves out what is undefined', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}</ul>${undefined}${0}`.markup).toBe('<ul><li>a</li><li>&#60;b&#62;</li></ul>0');
  });
});
