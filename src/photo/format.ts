export type PhotoFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif';

export const photoFormats: readonly PhotoFormat[] = ['jpeg', 'png', 'gif', 'webp', 'avif'];

/** Padding in front of a photo is not looked for any further than this. */
const longestPadding = 65_536;

/**
 * The photo among the bytes, without the padding that some programs put in front of it (NUL, white space, 0xff, a byte
 * order mark), and the format that it shows, whatever a header or file name claims. Undefined for anything that is not a
 * photo format of the web. SVG, PDF and TIFF are left out on purpose: they need large parsers, for photos that no browser
 * shows.
 */
export function findPhoto(bytes: Buffer): { format: PhotoFormat; photo: Buffer } | undefined {
  for (const photo of [bytes, bytes.subarray(paddingOf(bytes))]) {
    const format = formatAtStart(photo);
    if (format) return { format, photo };
  }
  return undefined;
}

export function photoFormat(bytes: Buffer): PhotoFormat | undefined {
  return findPhoto(bytes)?.format;
}

function paddingOf(bytes: Buffer): number {
  const text = bytes.toString('latin1', 0, longestPadding);
  // The last 0xff in a row may begin the photo.
  return /^(?:[\0\t\n\r ]|\xef\xbb\xbf|\xff(?=\xff))*/.exec(text)![0].length;
}

function formatAtStart(bytes: Buffer): PhotoFormat | undefined {
  const text = bytes.toString('latin1', 0, 64);
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (text.startsWith('ftyp', 4) && isAvif(text)) return 'avif';
  return undefined;
}

/** An ISO base media file whose brands name AV1 images. HEIC (HEVC) has other brands, and no free decoder. */
function isAvif(text: string): boolean {
  const [major = '', , ...compatible] = text.slice(8).match(/.{4}/gs) ?? [];
  return /^avi[fs]$/.test(major) || (/^(mif1|msf1)$/.test(major) && compatible.includes('avif'));
}
