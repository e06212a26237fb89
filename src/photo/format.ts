export type PhotoFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif';

export const photoFormats: readonly PhotoFormat[] = ['jpeg', 'png', 'gif', 'webp', 'avif'];

/**
 * The format that the bytes show, whatever a header or file name claims; undefined for anything that is not a photo format
 * of the web. SVG, PDF and TIFF are left out on purpose: they need large parsers, for photos that no browser shows.
 */
export function photoFormat(bytes: Buffer): PhotoFormat | undefined {
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
