/**
 * Throws an Error if a network claims an implausible side of photos, because the memory for trying it out grows with
 * the square of the side.
 */
export function checkPhotoSide(side: number): void {
  if (Number.isInteger(side) && side >= 16 && side <= 2048) return;
  throw new Error(`it takes photos of ${side} px: 16 to 2048 are known of networks for photos`);
}
