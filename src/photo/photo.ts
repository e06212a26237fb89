/** What a classifier wants to be given for each photo. */
export type PhotoInput = PixelInput | JpegInput;

/** `size * size * 4` bytes RGBA, letterboxed on white; alpha is 0 where there is no photo, else 255. */
export interface PixelInput {
  kind: 'pixels';
  size: number;
}

/** An upright sRGB JPEG of at most `maxBytes`. */
export interface JpegInput {
  kind: 'jpeg';
  maxBytes: number;
}

/** A photo as `PhotoInput` asks for it. Pixels own their buffer: it may be moved to another thread. */
export interface PreparedPhoto {
  data: Uint8Array;
}

/** How a photo is laid on its square: training varies it, serving always takes `uprightView`. */
export interface PhotoView {
  /** Mirrored left to right, before it is turned. */
  mirror: boolean;
  /** Degrees clockwise. */
  angle: number;
  /** Longest side of the photo (before it is turned) as a share of the square; what sticks out is cut off. */
  zoom: number;
  /** Off centre, as a share of the room (or overhang) on each side: -1 left edge, 1 right edge. */
  shiftX: number;
  shiftY: number;
}

export const uprightView: PhotoView = { mirror: false, angle: 0, zoom: 1, shiftX: 0, shiftY: 0 };
