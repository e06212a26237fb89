import { InvalidArgumentError } from 'commander';

/** Parses the name of a new model. */
export function modelName(text: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be 1 to 64 characters of a-z, 0-9, . _ and -.');
}
