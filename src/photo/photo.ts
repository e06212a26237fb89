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

/** A photo as `PhotoInput` asks for it: a JPEG, or rows of pixels that `letterbox` lays in the middle of their square. */
export interface PreparedPhoto {
  data: Uint8Array;
  /** Absent: a JPEG. */
  rows?: PixelRows;
}

/** RGB or RGBA, 8 bits a channel, from the top left, at most `size` wide and high. */
export interface PixelRows {
  width: number;
  height: number;
  channels: number;
}
