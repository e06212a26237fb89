import type { Level } from '../../classifier/level.js';
import { reasonWords, statusWords } from '../wording.js';
import type { FilterName } from './filter.js';

export const levelWords: Record<Level, string> = {
  finish: 'Finish suggested',
  family: 'Family only',
  none: 'No suggestion',
};

const wording: Record<FilterName, (value: string) => string> = {
  status: (value) => (statusWords as Record<string, string>)[value] ?? value,
  family: (value) => `Family ${value}`,
  finish: (value) => `Finish ${value}`,
  minConfidence: (value) => `At least ${Math.round(Number(value) * 100)} %`,
  maxConfidence: (value) => `At most ${Math.round(Number(value) * 100)} %`,
  make: (value) => `Make ${value}`,
  reason: (value) => (reasonWords as Record<string, { short: string }>)[value]?.short ?? value,
  model: (value) => `Model ${value}`,
  level: (value) => (levelWords as Record<string, string>)[value] ?? value,
  minAgeDays: (value) => `At least ${value} days old`,
  maxAgeDays: (value) => `At most ${value} days old`,
  order: (value) => value,
};

/** An active filter as text. */
export function filterText(name: FilterName, value: string): string {
  return wording[name](value);
}
