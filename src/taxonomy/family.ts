/** Colour super-families: the first tier of the hierarchy. */
export const families = [
  'black',
  'white',
  'red',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
  'brown',
  'natural',
  'sunburst',
  'silver',
  'gold',
  'multicolour',
] as const;

export type Family = (typeof families)[number];

export function isFamily(text: string): text is Family {
  return (families as readonly string[]).includes(text);
}
