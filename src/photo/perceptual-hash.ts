/** Side of the square picture that is hashed. */
export const hashedSide = 32;
/** Side of the square of low frequencies that the bits come from. */
const frequencies = 8;

/** 64 bits as four words of 16. */
export type PerceptualHash = Uint16Array;

/** cos((2x + 1) k pi / 2n): [frequencies, hashedSide] */
const cosines = Float64Array.from({ length: frequencies * hashedSide }, (_, i) => {
  const [k, x] = [Math.floor(i / hashedSide), i % hashedSide];
  return Math.cos(((2 * x + 1) * k * Math.PI) / (2 * hashedSide));
});

/**
 * DCT hash of `hashedSide` x `hashedSide` RGB pixels: whether each of the 64 lowest frequencies of the
 * lightness is above their median. Zauner 2010, https://www.phash.org/docs/pubs/thesis_zauner.pdf
 */
export function perceptualHash(pixels: Uint8Array): PerceptualHash {
  const hash = new Uint16Array(frequencies ** 2 / 16);
  hashMargins(pixels).forEach((margin, bit) => {
    if (margin > 0) hash[bit >> 4]! |= 1 << (bit & 15);
  });
  return hash;
}

/** How far each of the 64 frequencies is above their median: a bit of the hash is its sign. */
export function hashMargins(pixels: Uint8Array): Float64Array {
  const lightness = new Float64Array(hashedSide ** 2);
  for (let i = 0; i < lightness.length; i++)
    lightness[i] = 0.299 * pixels[3 * i]! + 0.587 * pixels[3 * i + 1]! + 0.114 * pixels[3 * i + 2]!;
  const spectrum = transformRows(transformRows(lightness));
  // The first is the mean lightness and would only move the median.
  const median = spectrum.slice(1).sort()[frequencies ** 2 / 2 - 1]!;
  return spectrum.map((value) => value - median);
}

/** Low frequencies of every row of `hashedSide` values, transposed: applied twice, of the columns as well. */
function transformRows(values: Float64Array): Float64Array {
  const rows = values.length / hashedSide;
  const result = new Float64Array(frequencies * rows);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < frequencies; k++) {
      let total = 0;
      for (let x = 0; x < hashedSide; x++)
        total += values[row * hashedSide + x]! * cosines[k * hashedSide + x]!;
      result[k * rows + row] = total;
    }
  }
  return result;
}

/** In how many bits two hashes differ. */
export function hammingDistance(a: PerceptualHash, b: PerceptualHash): number {
  let distance = 0;
  for (let word = 0; word < a.length; word++) {
    for (let bits = a[word]! ^ b[word]!; bits !== 0; bits &= bits - 1) distance++;
  }
  return distance;
}
