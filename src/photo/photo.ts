/** What a classifier wants to be given for each photo. */
export type PhotoInput = PixelInput | JpegInput;

/** `size * size * 4` bytes RGBA on white; alpha is 0 where there is no photo, else 255. */
export interface PixelInput {
  kind: 'pixels';
  size: number;
  /** How the photo comes to fill the square; letterboxed where nothing is said. */
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

/** A photo as `PhotoInput` asks for it. Pixels own their buffer: it may be moved to another thread. */
export interface PreparedPhoto {
  data: Uint8Array;
}
