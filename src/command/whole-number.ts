import { InvalidArgumentError } from 'commander';

/** Parses an option that counts things. */
export function positiveWholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return value;
}
