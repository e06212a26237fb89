import { InvalidArgumentError } from 'commander';

/** Parses an ISO 8601 date (UTC) or time (local unless it names a zone). */
export function time(text: string): Date {
  const parsed = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(parsed.getTime()))
    throw new InvalidArgumentError('It must be a date or time such as 2025-03-31 or 2025-03-31T12:00:00Z.');
  return parsed;
}
