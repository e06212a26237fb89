/**
 * Throws an Error where a network claims a side of photos that none is made for. The memory that it takes to try a
 * network out grows with the square of it.
 */
export function checkPhotoSide(side: number): void {
  if (Number.isInteger(side) && side >= 16 && side <= 2048) return;
  throw new Error(`it takes photos of ${side} px: 16 to 2048 are known of networks for photos`);
}
