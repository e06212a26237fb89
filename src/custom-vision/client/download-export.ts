import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HoneyburstError } from '../../errors.js';
import { parseUrl } from '../../parse-url.js';
import { mostBytes } from '../exports/zip.js';

/** Downloads an export from an address that the service gave. The address is signed, so it must not be printed. */
export async function downloadExport(uri: string, file: string, signal: AbortSignal): Promise<void> {
  const host = parseUrl(uri)?.host ?? 'an invalid address';
  let bytes = 0;
  try {
    const response = await fetch(uri, { signal });
    if (!response.ok || !response.body) throw new Error(`it answered ${response.status}`);
    await pipeline(
      Readable.fromWeb(response.body),
      async function* limited(chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          if (bytes > mostBytes) throw new Error(`it is larger than ${mostBytes / 1024 / 1024} MB`);
          yield chunk;
        }
      },
      createWriteStream(file),
    );
  } catch (thrown) {
    // Errors of fetch may quote the address.
    const { code } = ((thrown as Error).cause ?? {}) as { code?: string };
    const reason = (thrown as Error).message.replaceAll(uri, host);
    throw new HoneyburstError(
      `The export cannot be downloaded from ${host}: ${code ?? reason}. Run the same command again.`,
      { code: 'custom_vision_download_failed', stage: 'model', retryable: true },
    );
  }
}
