/** Codes that shops of all makers use behind a model's number, and the family that they say. */
export const colourCodes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    wh: 'white',
    wht: 'white',
    rd: 'red',
    sb: 'sunburst',
    pk: 'pink',
    blu: 'blue',
    grn: 'green',
    yl: 'yellow',
  }),
);

/** The letters at the end of a model that has a number: RG421BK. */
export const codeSuffix = /\d[A-Z0-9]*?(BK|BKF|BLK|NAT|WH|3TS|2TS|3SB|NTF|TSB|CSB|VSB)$/;
