/** RGB or RGBA, 8 bits a channel, from the top left, at most as wide and high as was asked for. */
export interface PixelRows {
  width: number;
  height: number;
  channels: number;
}
