import { readFile } from 'node:fs/promises';
import type { PhotoLimits } from '../config/photo.js';
import { HoneyburstError } from '../errors.js';
import { thumbnailJpeg } from '../photo/thumbnail.js';

const side = 160;

/** Small JPEGs as `data:` addresses, by file; photos that cannot be read are missing. */
export async function thumbnailAddresses(
  files: readonly string[],
  limits: PhotoLimits,
): Promise<Map<string, string>> {
  const addresses = new Map<string, string>();
  for (const file of new Set(files)) {
    const bytes = await readFile(file).catch(() => undefined);
    const address = bytes && (await thumbnailAddress(bytes, limits));
    if (address) addresses.set(file, address);
  }
  return addresses;
}

/** A small JPEG of a photo as a `data:` address; undefined if it cannot be read. */
export async function thumbnailAddress(bytes: Buffer, limits: PhotoLimits): Promise<string | undefined> {
  const jpeg = await thumbnailJpeg(bytes, limits, side).catch(ignoreUnreadable);
  return jpeg && `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

function ignoreUnreadable(error: unknown): undefined {
  if (!(error instanceof HoneyburstError)) throw error;
}
