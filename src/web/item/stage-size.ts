import type { PhotoSize } from '../api/photo.js';

/** The size of photo that fills the stage sharply; zooming always takes the largest. */
export function stageSize(): PhotoSize {
  return window.innerWidth * window.devicePixelRatio <= 600 ? 480 : 1600;
}
