import { InvalidArgumentError } from 'commander';

/** Parses an option that counts things. */
export function positiveWholeNumber(text: string): number {
  return wholeNumber(text, 1);
}

/** Parses the seed of everything random. */
export function seedNumber(text: string): number {
  return wholeNumber(text, 0);
}

function wholeNumber(text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < least)
    throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
  return value;
}
