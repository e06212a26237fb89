import type { PixelFit } from '../../photo/photo.js';

/**
 * Crops photos like Custom Vision's own containers. Networks of up to 227 px see the middle of a photo of 256 px, larger
 * ones see the largest square in the middle (predict.py of the Docker exports of 2020 and 2024).
 */
export function trainingCrop(size: number): PixelFit {
  return { shorterSide: Math.max(size, 256) };
}
