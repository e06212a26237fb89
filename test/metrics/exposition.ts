import type { Registry } from 'prom-client';

/** Value of each series as a scrape shows it: `name{label="value"}`. */
export async function scrape(registry: Registry): Promise<Map<string, number>> {
  return parseExposition(await registry.metrics());
}

export function parseExposition(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.replace(/ [^ ]+$/, ''), Number(line.match(/[^ ]+$/)![0])]));
}
