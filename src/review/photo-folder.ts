import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HoneyburstError } from '../errors.js';
import type { PhotoFetcher } from '../photo/fetch.js';
import { photoFormat } from '../photo/format.js';
import { writeWholeFile } from '../write-file.js';

/** A folder of photos, named by the SHA-256 of their bytes, that remembers the address of each. */
export interface PhotoFolder {
  /** The file of the photo at this address, relative to the folder. It is fetched only the first time. */
  take(url: string): Promise<{ file: string; fetched: boolean }>;
}

const recordSchema = z.object({ url: z.string(), file: z.string() });

/**
 * Opens a folder for photos. Each fetched photo is recorded in `photos.jsonl` at once, so that no later run fetches it
 * again, not even after a crash. `take` throws the errors of the fetcher, and photo_format_unknown.
 */
export async function openPhotoFolder(
  folder: string,
  fetchPhoto: PhotoFetcher['fetch'],
): Promise<PhotoFolder> {
  const index = join(folder, 'photos.jsonl');
  await mkdir(join(folder, 'photos'), { recursive: true });
  const taken = new Map<string, Promise<string>>();
  const written = new Map<string, Promise<void>>();
  for (const line of (await readFile(index, 'utf8').catch(() => '')).split('\n')) {
    const record = parseRecord(line);
    if (record) taken.set(record.url, Promise.resolve(record.file));
  }

  const fetchInto = async (url: string) => {
    const { bytes, sha256 } = await fetchPhoto(url);
    const format = photoFormat(bytes);
    if (!format) {
      throw new HoneyburstError('The address does not hold a photo in a known format.', {
        code: 'photo_format_unknown',
        stage: 'decode',
      });
    }
    const file = `photos/${sha256.toString('hex')}.${format === 'jpeg' ? 'jpg' : format}`;
    // Two addresses may hold the same photo and be fetched at the same time.
    const writing = written.get(file) ?? writeWholeFile(join(folder, file), bytes);
    written.set(file, writing);
    await writing;
    await appendFile(index, `${JSON.stringify({ url, file })}\n`);
    return file;
  };

  return {
    async take(url) {
      const known = taken.get(url);
      const taking = known ?? fetchInto(url);
      taken.set(url, taking);
      return { file: await taking, fetched: known === undefined };
    },
  };
}

/** Ignores a line that a crash has cut short. */
function parseRecord(line: string): z.infer<typeof recordSchema> | undefined {
  try {
    return recordSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
