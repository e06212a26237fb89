/** sRGB, each channel 0 to 255, not necessarily whole. */
export type Rgb = readonly [red: number, green: number, blue: number];

export function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Colours written as `#rrggbb`, separated by spaces. */
export const parseHexes = (text: string): Rgb[] => text.split(' ').map(parseHex);

export function toHex(colour: Rgb): string {
  const byte = (value: number) => Math.round(Math.min(255, Math.max(0, value)));
  return `#${((byte(colour[0]) << 16) | (byte(colour[1]) << 8) | byte(colour[2])).toString(16).padStart(6, '0')}`;
}

/** `share` of `to` in `from`, 0 to 1. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** Hue in turns; saturation and lightness 0 to 1 (the CSS definition of HSL). */
export function fromHsl(hue: number, saturation: number, lightness: number): Rgb {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number) => {
    const k = (n + hue * 12) % 12;
    return 255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}
