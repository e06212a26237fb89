/** Members that hold fractions. Typed clients tell them from whole numbers by the point. */
const fractions = [
  'probability',
  'precision',
  'precisionStdDeviation',
  'recall',
  'recallStdDeviation',
  'averagePrecision',
  'minThreshold',
  'maxThreshold',
];
const wholeFraction = new RegExp(`^( *"(?:${fractions.join('|')})": -?\\d+)(,?)$`, 'gm');

/** JSON as the service writes it: indented by two spaces, with CRLF, and fractions as in .NET (1.0 and 3.54E-13). */
export function serviceJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replaceAll(wholeFraction, '$1.0$2')
    .replaceAll(/^( *(?:".*": )?-?[\d.]+)e([+-]\d+)(,?)$/gm, '$1E$2$3')
    .replaceAll('\n', '\r\n');
}

/** The shortest decimal that is the same float32: 0.05149666 instead of 0.05149665847420692. */
export function shortFloat(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return Number(value.toPrecision(9));
}
