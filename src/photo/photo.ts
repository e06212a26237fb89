import type { Colours } from './colour-check.js';
import type { Picture } from './picture.js';
import type { PixelRows } from './pixel-rows.js';

/** What a classifier takes for each photo. */
export type PhotoInput = PixelInput | JpegInput;

/** `size * size * 4` bytes RGBA on white. Alpha is 255 where the photo is and 0 elsewhere. */
export interface PixelInput {
  kind: 'pixels';
  size: number;
  /** How the photo fills the square. Default: letterbox. */
  fit?: PixelFit;
}

/**
 * - `letterbox`: the whole photo, centred;
 * - `stretch`: the whole photo, squashed;
 * - a crop: the middle of the photo once its shorter side is `shorterSide` pixels, at least `size`.
 */
export type PixelFit = 'letterbox' | 'stretch' | { shorterSide: number };

/** An upright sRGB JPEG of at most `maxBytes`. */
export interface JpegInput {
  kind: 'jpeg';
  maxBytes: number;
}

/** A photo as `PhotoInput` asks for it: a JPEG, or rows of pixels that `letterbox` centres in their square. */
export interface PreparedPhoto extends Partial<PhotoTraits> {
  data: Uint8Array;
  /** Absent: a JPEG. */
  rows?: PixelRows;
}

/** What can be told of a photo without a model. Absent from pixels that are no photo. */
export interface PhotoTraits {
  /** Whether it has colours to tell apart. */
  colours: Colours;
  picture: Picture;
}
