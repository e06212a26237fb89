/** Words of a finish that leave its name as it is: satin, aged, matt, in several languages. */
export const neutral: ReadonlySet<string> = new Set(
  `satin gloss glossy matte matt mat mate matto mato semi high poly nitro aged worn relic relicd vintage solid flat
  faded vos glanz glanzend hochglanz seidenmatt brillant brillante satine satinee satinado satinato satinata brilho
  fosco fosca brilhante acetinado lucido lucida opaco opaca opaque blank hoogglans zijdeglans glans matowy polysk
  polyester old full pure plain classic heavy lightly`.split(/\s+/),
);

/** Words that make a burst of the colour before them. */
export const bursts: ReadonlySet<string> = new Set(['burst', 'sunburst', 'shadeburst', 'smokeburst']);

/** Words after which more is told about the guitar than its finish. */
export const asides: ReadonlySet<string> = new Set(
  'with w mit avec con com met med z ze including incl featuring feat plus'.split(' '),
);
