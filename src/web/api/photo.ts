/** Longest side in pixels. */
export type PhotoSize = 160 | 480 | 1600;

/** Address of a photo at our own service; the page never asks other hosts for photos. */
export function photoAddress(id: number, position: number, size: PhotoSize): string {
  return `/v1/suggestions/${id}/photos/${position}?size=${size}`;
}

const loaded = new Set<string>();

/** Makes the browser fetch a photo before it is shown. */
export function prefetchPhoto(id: number, position: number, size: PhotoSize): void {
  const address = photoAddress(id, position, size);
  if (loaded.has(address)) return;
  loaded.add(address);
  new Image().src = address;
}
