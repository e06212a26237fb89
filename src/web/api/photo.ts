/** Longest side in pixels. */
export type PhotoSize = 160 | 480 | 1600;

/** Where the service has a photo of a suggestion's listing; photos of other hosts are never asked for by the page. */
export function photoAddress(id: number, position: number, size: PhotoSize): string {
  return `/v1/suggestions/${id}/photos/${position}?size=${size}`;
}

const loaded = new Set<string>();

/** Has the browser fetch a photo, so that it is there when it is shown. */
export function prefetchPhoto(id: number, position: number, size: PhotoSize): void {
  const address = photoAddress(id, position, size);
  if (loaded.has(address)) return;
  loaded.add(address);
  new Image().src = address;
}
