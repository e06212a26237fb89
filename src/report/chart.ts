import { parse, View } from 'vega';
import { type Config, compile, type TopLevelSpec } from 'vega-lite';
import { escapeHtml, type Html, trusted } from './html.js';

/** Title of a chart, and its description for those who cannot see it. */
export interface ChartText {
  title: string;
  description: string;
}

/** A line across the chart at a value that others reached. */
export interface Reference {
  label: string;
  value: number;
}

/** Colours are variables of the page, so that one drawing serves light, dark and print. */
export const ink = 'var(--ink)';
export const accent = 'var(--series-1)';
export const onAccent = 'var(--on-accent)';
export const faint = 'var(--faint)';
export const seriesColours = [1, 2, 3, 4, 5, 6].map((n) => `var(--series-${n})`);

const fontSize = 12;

const theme: Config = {
  // The whole drawing has one description; a name for every mark would drown it.
  aria: false,
  background: 'transparent',
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: ink,
    titleColor: ink,
    labelFontSize: fontSize,
    titleFontSize: fontSize,
    titleFontWeight: 'normal',
    domainColor: faint,
    tickColor: faint,
    gridColor: faint,
    gridOpacity: 0.5,
    labelOverlap: false,
    labelFlush: false,
  },
  legend: {
    orient: 'top',
    columns: 2,
    symbolOpacity: 1,
    title: null,
    labelColor: ink,
    labelFontSize: fontSize,
    labelLimit: 240,
  },
  range: { category: seriesColours },
};

/** Draws a Vega-Lite chart as inline SVG that shrinks with its container and keeps text as text. */
export async function renderChart(spec: TopLevelSpec, { title, description }: ChartText): Promise<Html> {
  const view = new View(parse(compile(spec, { config: theme }).spec), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    const [, width = '', height = ''] = svg.match(/^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/) ?? [];
    const drawing = svg.replace(/^<svg[^>]*>/, '');
    return trusted(
      `<svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${escapeHtml(`${title}. ${description}`)}">${drawing}`,
    );
  } finally {
    view.finalize();
  }
}

/** Width of a character in units of the font size: as drawn, and as Vega estimates it without a canvas. */
const [drawnWidth, takenWidth] = [0.56, 0.8];
const widestLabel = 220;

/**
 * Room for the labels of an axis. Vega measures text with a canvas; without one it estimates far too much (https://github.com/vega/vega/issues/2940).
 */
export function labelExtent(labels: readonly string[]): {
  minExtent: number;
  maxExtent: number;
  labelLimit: number;
} {
  const longest = Math.max(0, ...labels.map((label) => label.length));
  const extent = Math.min(widestLabel, Math.ceil(longest * fontSize * drawnWidth)) + 8;
  return { minExtent: extent, maxExtent: extent, labelLimit: (widestLabel * takenWidth) / drawnWidth };
}

/** Labels in the order given, not in that of the alphabet. */
export function inOrder(labels: readonly string[]): string[] {
  return [...new Set(labels)];
}

/** A colour for each series, in the order given; a legend only if there are several. */
export function colourOf(points: readonly { series: string }[]) {
  const series = inOrder(points.map((point) => point.series));
  const legend = series.length > 1 ? {} : { legend: null };
  return { field: 'series', type: 'nominal', sort: series, ...legend } as const;
}
