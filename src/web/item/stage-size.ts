import type { PhotoSize } from '../api/photo.js';

/** The photo size that looks sharp without zoom; zooming always uses the largest. */
export function stageSize(): PhotoSize {
  return window.innerWidth * window.devicePixelRatio <= 600 ? 480 : 1600;
}
