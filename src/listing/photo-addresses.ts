import { isWebAddress, parseUrl } from '../parse-url.js';

/** Names under which APIs, exports and scrapers keep the photos of a listing; the first that holds any counts. */
const listNames = [
  ...['photo_urls', 'photoUrls', 'photos', 'images', 'image_urls', 'imageUrls', 'pictures', 'picture_urls'],
  ...['pictureUrls', 'cloudinary_photos', 'media', 'gallery', 'image_links', 'photo_url', 'photoUrl'],
  ...['image_url', 'imageUrl', 'image_link', 'image', 'photo', 'picture', 'featured_image', 'thumbnail'],
];

/** Names of the address within the object of one photo, the largest version first. */
const addressNames = [
  ...['_links', 'links', 'urls', 'sizes', 'versions', 'formats', 'node', 'image', 'photo'],
  ...['full', 'original', 'master', 'zoom', 'hires', 'xxlarge', 'xlarge', 'large', 'large_crop', 'big'],
  ...[
    'secure_url',
    'contentUrl',
    'content_url',
    'url',
    'src',
    'source',
    'href',
    'originalSrc',
    'uri',
    'link',
  ],
  ...['photo_url', 'photoUrl', 'image_url', 'imageUrl', 'preview_url', 'previewUrl', 'medium', 'regular'],
  ...['small', 'small_crop', 'preview', 'thumbnail', 'thumb', 'thumbnail_url', 'thumbnailUrl'],
];

/** What a listing's photos are called by is nested no deeper. */
const maxDepth = 6;

export interface PhotoAddresses {
  /** Absolute http and https addresses, each once, in the order of the listing. */
  urls: string[];
  /** What was left out, and why; never the address itself, which may hold a signature. */
  problems: string[];
}

/**
 * The photo addresses of a listing as JSON or a CSV row gives it. Addresses without a scheme are completed: `//host/x`
 * by https, `/x` by `base`, the listing's own page.
 */
export function findPhotoAddresses(fields: Record<string, unknown>, base: string | null): PhotoAddresses {
  // Reverb's link to the first photo comes last.
  const link = (fields._links as { photo?: unknown } | null | undefined)?.photo;
  const lists = [...listNames.map((name) => fields[name]), link].map(addressesIn);
  const found = lists.find((list) => list.some((address) => address !== null));
  return toAddresses(found ?? lists.find((list) => list.length > 0) ?? [], base);
}

/** Every text that stands where an address should; null for a photo without any. */
function addressesIn(value: unknown): (string | null)[] {
  if (typeof value === 'string') return splitPhotoList(value);
  if (Array.isArray(value)) return value.map((photo) => addressOf(photo));
  if (typeof value !== 'object' || value === null) return [];
  const { edges, nodes, data, items } = value as Record<string, unknown>;
  const list = [edges, nodes, data, items].find(Array.isArray);
  if (list) return addressesIn(list);
  const address = addressOf(value);
  return address === null ? [] : [address];
}

function addressOf(photo: unknown, depth = 0): string | null {
  if (typeof photo === 'string') return photo.trim() === '' ? null : photo;
  if (typeof photo !== 'object' || photo === null || depth > maxDepth) return null;
  if (Array.isArray(photo)) return photo.map((one) => addressOf(one, depth + 1)).find(Boolean) ?? null;
  for (const name of addressNames) {
    const address = addressOf((photo as Record<string, unknown>)[name], depth + 1);
    if (address !== null) return address;
  }
  return null;
}

/**
 * The addresses of one cell: a JSON or Python list, or addresses between `|`, white space, commas and semicolons.
 * Commas and semicolons within an address stay.
 */
export function splitPhotoList(cell: string): string[] {
  const text = cell.trim();
  if (/^[[{]/.test(text)) {
    try {
      return addressesIn(JSON.parse(text)).filter((address) => address !== null);
    } catch {
      const quoted = [...text.matchAll(/'([^']+)'|"([^"]+)"/g)].map(
        ([, single, double]) => single ?? double!,
      );
      if (quoted.length > 0) return quoted;
    }
  }
  return text
    .split(/[|\s]+|[,;](?=(?:https?:)?\/\/)/i)
    .map((part) => part.replace(/^["'<,;]+|["'>,;]+$/g, ''))
    .filter(Boolean);
}

function toAddresses(found: readonly (string | null)[], base: string | null): PhotoAddresses {
  const urls = new Set<string>();
  const problems: string[] = [];
  found.forEach((address, index) => {
    const url = address === null ? 'has no address' : toAddress(address.trim(), base);
    if (typeof url === 'string') problems.push(`photo ${index + 1} ${url}`);
    else urls.add(url.text);
  });
  if (urls.size <= maxPhotos) return { urls: [...urls], problems };
  problems.push(`${urls.size - maxPhotos} photos beyond the first ${maxPhotos}`);
  return { urls: [...urls].slice(0, maxPhotos), problems };
}

export const maxPhotos = 50;
const maxLength = 4000;

/** The address as it is fetched, or what is wrong with it. */
function toAddress(address: string, base: string | null): { text: string } | string {
  if (address.length > maxLength) return `has an address longer than ${maxLength} characters`;
  if (address.includes('\uffff') || address.includes('\ufffd')) return 'has an address with lost characters';
  const isRelative = address.startsWith('/') && !address.startsWith('//');
  if (isRelative && base === null) return 'has a relative address, and the listing no page to complete it by';
  const text = address.startsWith('//')
    ? `https:${address}`
    : isRelative
      ? (parseUrl(address, base!)?.href ?? address)
      : address;
  if (isWebAddress(text)) return { text };
  const protocol = parseUrl(text)?.protocol;
  return protocol === undefined
    ? 'has no http or https address'
    : `has a ${protocol} address, not http or https`;
}
