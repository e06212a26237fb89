import sharp from 'sharp';
import type { PhotoLimits } from '../config/photo.js';
import type { Random } from '../random.js';
import { decode } from './decode.js';

/** How another camera in other light would have taken a photo. */
export interface Light {
  /** What linear red, green and blue are multiplied by: an uncorrected white balance and exposure. */
  gains: readonly [red: number, green: number, blue: number];
  /** Greatest change of a value of a pixel by noise, in steps of 255; 0 for none. */
  noise: number;
  /** Of the JPEG, 1 to 100. */
  quality: number;
}

/** No backbone sees more. */
const largestSide = 640;

/**
 * A light of the kinds that sellers' photos are taken in: from shade to a warm bulb, fluorescent tubes, up to 1.2 stops too
 * dark and 0.8 too bright.
 */
export function drawLight(random: Random): Light {
  const warmth = random.between(-0.3, 1.2);
  const tube = random.between(-0.05, 0.11);
  const exposure = random.chance(0.35) ? 1 : 2 ** random.between(-1.2, 0.8);
  const gains: Light['gains'] = random.chance(0.25)
    ? [exposure, exposure, exposure]
    : [(1 + 0.45 * warmth) * exposure, (1 + tube) * exposure, (1 - 0.45 * warmth) * exposure];
  return {
    gains,
    noise: random.chance(0.3) ? 10 : 0,
    quality: Math.round(random.between(60, 95)),
  };
}

/** The photo in another light, as a JPEG. Throws as `preparePhoto` does. */
export async function relight(
  bytes: Buffer,
  { gains, noise, quality }: Light,
  random: Random,
  limits: Pick<PhotoLimits, 'maxPixels'>,
): Promise<Buffer> {
  const { data, info } = await decode(bytes, limits, (photo) =>
    photo
      .flatten({ background: '#ffffff' })
      .resize(largestSide, largestSide, { fit: 'inside', withoutEnlargement: true })
      .raw(),
  );
  const curves = gains.map(toCurve);
  for (let i = 0; i < data.length; i++) {
    const lit = curves[i % info.channels]![data[i]!]!;
    // A triangular distribution, cut off at black and white by the clamped store below.
    const grain = noise === 0 ? 0 : (random.next() + random.next() - 1) * noise;
    data[i] = Math.max(0, Math.min(255, Math.round(lit + grain)));
  }
  const { width, height, channels } = info;
  return sharp(data, { raw: { width, height, channels } }).jpeg({ quality }).toBuffer();
}

/** What each value of a channel becomes, in steps of 255 (sRGB, IEC 61966-2-1). */
function toCurve(gain: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, value) => {
    const encoded = value / 255;
    const linear = encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
    const lit = Math.min(1, linear * gain);
    return 255 * (lit <= 0.0031308 ? 12.92 * lit : 1.055 * lit ** (1 / 2.4) - 0.055);
  });
}
