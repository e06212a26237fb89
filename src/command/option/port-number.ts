import { InvalidArgumentError } from 'commander';

/** Parses a port; 0 means any free port. */
export function portNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError('It must be a port number; 0 means any free port.');
  return value;
}
