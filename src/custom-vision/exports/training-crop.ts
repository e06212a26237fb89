import type { PixelFit } from '../../photo/photo.js';

/**
 * How Custom Vision's own containers prepare a photo: networks of up to 227 px see the middle of one of 256 px, later
 * ones the largest square in the middle (predict.py of the Docker exports of 2020 and 2024).
 */
export function trainingCrop(size: number): PixelFit {
  return { shorterSide: Math.max(size, 256) };
}
