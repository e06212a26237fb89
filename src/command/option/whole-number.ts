import { InvalidArgumentError } from 'commander';

/** Parses a count, at least 1. */
export function positiveWholeNumber(text: string): number {
  return wholeNumber(text, 1);
}

/** Parses a seed, at least 0. */
export function seedNumber(text: string): number {
  return wholeNumber(text, 0);
}

function wholeNumber(text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < least)
    throw new InvalidArgumentError(`It must be a whole number, at least ${least}.`);
  return value;
}
