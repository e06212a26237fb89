/** What lies under or in the lacquer. */
export type Figure = 'none' | 'sparkle' | 'grain' | 'flame';

/** How a finish is drawn, and what sellers call it. */
export interface SampleFinish {
  /** Slug of the taxonomy. */
  slug: string;
  /** Slug of its family in the taxonomy. */
  family: string;
  kind: 'solid' | 'metallic' | 'translucent' | 'burst' | 'wood';
  /** Colours by distance from the edge of the body in mm; a single one covers it all. */
  stops: readonly (readonly [edgeMm: number, hex: string])[];
  name: string;
  /** Other names that sellers use and the taxonomy should know. */
  spellings: readonly string[];
  /** Typing errors seen in titles, for listings whose finish is misspelt. */
  misspellings: readonly string[];
  /** A word that names only the family; empty if every such word is a finish. */
  vague: string;
}

type Row = [
  slug: string,
  family: string,
  kind: SampleFinish['kind'],
  colours: string,
  name: string,
  spellings: string,
  misspellings: string,
  vague: string,
];

// Colours lie between the values of public configurators and photo samples, which differ as much as two guitars of the
// same finish. A burst is written from its edge inwards, as mm:colour.
// biome-ignore format: a table, one finish a line
const rows: readonly Row[] = [
  ['black', 'black', 'solid', '#161618', 'Black', 'Ebony|Jet Black', 'Blcak|Ebnoy', ''],
  ['olympic-white', 'white', 'solid', '#e8e4d8', 'Olympic White', 'OWT', 'Olimpic White|Olympic Whtie', 'white'],
  ['vintage-white', 'white', 'solid', '#efe3bd', 'Vintage White', 'VWT', 'Vintge White|Vintage Whitte', 'White'],
  ['fiesta-red', 'red', 'solid', '#cd4237', 'Fiesta Red', 'FRD', 'Feista Red|Fiesta Redd', 'red'],
  ['candy-apple-red', 'red', 'metallic', '#97121c', 'Candy Apple Red', 'CAR', 'Candy Aple Red|Candy Appel Red', 'Red'],
  ['cherry', 'red', 'translucent', '#8c1f1f', 'Cherry', 'Cherry Red|Vintage Cherry', 'Cherrry|Chery Red', 'red'],
  ['wine-red', 'red', 'translucent', '#541019', 'Wine Red', 'Dark Wine Red', 'Wien Red|Wine Redd', 'dark red'],
  ['orange', 'orange', 'translucent', '#d8701d', 'Orange', 'Orange', 'Ornage|Oragne', 'Orange'],
  ['butterscotch-blonde', 'yellow', 'translucent', '#dba956', 'Butterscotch Blonde', 'Butterscotch|BTB', 'Buterscotch Blonde|Butterscoth Blonde', 'yellow'],
  ['tv-yellow', 'yellow', 'translucent', '#d9bd6b', 'TV Yellow', 'Vintage TV Yellow', 'TV Yelow|TV Yellwo', 'Yellow'],
  ['surf-green', 'green', 'solid', '#86c4a8', 'Surf Green', 'SFG', 'Surf Gren|Serf Green', 'green'],
  ['seafoam-green', 'green', 'solid', '#b3d1ae', 'Seafoam Green', 'Sea Foam', 'Seafaom Green|Seafoam Gren', 'green'],
  ['green-metallic', 'green', 'metallic', '#2c5c45', 'Green Metallic', 'Green Metallic', 'Green Mettallic|Gren Metallic', 'Green'],
  ['sonic-blue', 'blue', 'solid', '#a3cbd2', 'Sonic Blue', 'SBL', 'Sonic Bleu|Sonnic Blue', 'blue'],
  ['daphne-blue', 'blue', 'solid', '#79b2d3', 'Daphne Blue', 'DBL', 'Dapne Blue|Daphny Blue', 'light blue'],
  ['lake-placid-blue', 'blue', 'metallic', '#386896', 'Lake Placid Blue', 'LPB', 'Lake Placcid Blue|Lake Placid Bleu', 'Blue'],
  ['trans-blue', 'blue', 'translucent', '#1d4a94', 'Trans Blue', 'See Thru Blue', 'Trnas Blue|Trasn Blue', 'blue'],
  ['purple', 'purple', 'translucent', '#5a2d82', 'Purple', 'Purple', 'Purpel|Pruple', 'Purple'],
  ['shell-pink', 'pink', 'solid', '#edbdb0', 'Shell Pink', 'SHP', 'Shel Pink|Shell Pnik', 'pink'],
  ['walnut', 'brown', 'translucent', '#54311d', 'Walnut', 'Walnut Satin', 'Wallnut|Walunt', 'brown'],
  ['natural', 'natural', 'wood', '#cda873', 'Natural', 'NAT', 'Natrual|Naturall', ''],
  ['antique-natural', 'natural', 'wood', '#bd7d37', 'Antique Natural', 'Vintage Natural|Aged Natural', 'Antiqe Natural|Antique Natrual', ''],
  ['3-color-sunburst', 'sunburst', 'burst', '0:#130907 12:#1c0b07 26:#821c10 50:#d0781f 95:#e6a945', '3-Color Sunburst', '3 Tone Sunburst|3TS|Three-Tone Sunburst', '3-Color Sunbrust|3 Tone Sunbrst', 'sunburst'],
  ['2-color-sunburst', 'sunburst', 'burst', '0:#170b06 24:#2c1408 50:#a3641d 90:#dba848', '2-Color Sunburst', '2 Tone Sunburst|Two-Tone Sunburst', '2-Color Sunbrust|2 Tone Sunbust', 'sunburst'],
  ['cherry-sunburst', 'sunburst', 'burst', '0:#7d1215 22:#9a2219 55:#d9802a 110:#edb451', 'Cherry Sunburst', 'Cherry Burst|Vintage Cherry Sunburst', 'Chery Sunburst|Cherry Sunbrust', 'burst'],
  ['honey-burst', 'sunburst', 'burst', '0:#6f3712 30:#a9641f 80:#d4952f 130:#e2ab48', 'Honey Burst', 'Honeyburst|Honey Sunburst', 'Hony Burst|Honey Brust', 'Sunburst'],
  ['silver', 'silver', 'metallic', '#b3b6b8', 'Silver', 'Silver', 'Sliver|Silvr', 'Silver'],
  ['silverburst', 'silver', 'burst', '0:#0e0e10 26:#1d1d20 75:#8f9294 130:#bcbfc1', 'Silverburst', 'Silver Burst', 'Silverbrust|Slverburst', 'burst'],
  ['gold-top', 'gold', 'metallic', '#b68d45', 'Gold Top', 'Goldtop', 'Gold Topp|Gldtop', 'gold'],
  ['shoreline-gold', 'gold', 'metallic', '#b8a67e', 'Shoreline Gold', 'Shoreline Gold Metallic', 'Shorline Gold|Shoreline Godl', 'gold'],
];

/** The finishes that the sample catalogue is drawn from. */
export const sampleFinishes: readonly SampleFinish[] = rows.map(
  ([slug, family, kind, colours, name, spellings, misspellings, vague]) => ({
    slug,
    family,
    kind,
    stops: colours.split(' ').map((part) => {
      const [first = '', hex] = part.split(':');
      return hex === undefined ? ([0, first] as const) : ([Number(first), hex] as const);
    }),
    name,
    spellings: spellings.split('|'),
    misspellings: misspellings.split('|'),
    vague,
  }),
);
