import { createReadStream } from 'node:fs';
import { decodeText, undecodable } from './decode-text.js';
import { UsageError } from './errors.js';
import { pathError } from './path-error.js';

/**
 * The text of a file that people wrote, in UTF-8, UTF-16 or Windows-1252. Throws a UsageError that names the file where
 * it cannot be read, or its line that is in no encoding we are sure of.
 */
export async function readText(file: string): Promise<string> {
  const parts: string[] = [];
  try {
    for await (const part of decodeText(createReadStream(file))) parts.push(part);
  } catch (error) {
    throw pathError(error, file);
  }
  const text = parts.join('');
  const at = text.indexOf(undecodable);
  if (at < 0) return text;
  const line = text.slice(0, at).split(/\r\n|\n|\r/).length;
  throw new UsageError(`${file}, line ${line}: its encoding cannot be told; save the file as UTF-8.`, {
    code: 'unreadable_input',
  });
}
