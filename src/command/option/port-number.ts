import { InvalidArgumentError } from 'commander';

/** Parses a port; 0 is any that is free. */
export function portNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('It must be a port, 0 for any.');
  return value;
}
