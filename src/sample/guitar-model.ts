import type { BodyShapeName } from './body-shape.js';

/** A maker's model as the sample catalogue sells it. */
export interface GuitarModel {
  make: string;
  model: string;
  shape: BodyShapeName;
  /** First and last year of building that listings name. */
  years: readonly [first: number, last: number];
  pickups: 'single-coil' | 'humbucker' | 'soap-bar';
  /** Slugs that the model comes in. */
  finishes: readonly string[];
}

const fenderColours =
  'black olympic-white vintage-white fiesta-red candy-apple-red surf-green seafoam-green green-metallic sonic-blue daphne-blue lake-placid-blue shell-pink silver shoreline-gold 3-color-sunburst 2-color-sunburst natural walnut';

const model = (
  make: string,
  name: string,
  shape: BodyShapeName,
  pickups: GuitarModel['pickups'],
  years: GuitarModel['years'],
  finishes: string,
): GuitarModel => ({ make, model: name, shape, pickups, years, finishes: finishes.split(' ') });

// biome-ignore format: a table, one model a line
export const guitarModels: readonly GuitarModel[] = [
  model('Fender', 'Stratocaster', 's-type', 'single-coil', [1957, 2023], fenderColours),
  model('Fender', 'Telecaster', 't-type', 'single-coil', [1952, 2023], `${fenderColours} butterscotch-blonde`),
  model('Fender', 'Jazzmaster', 'offset', 'soap-bar', [1959, 2023], fenderColours),
  model('Fender', 'Jaguar', 'offset', 'single-coil', [1962, 2022], fenderColours),
  model('Squier', 'Classic Vibe Telecaster', 't-type', 'single-coil', [2009, 2023], 'butterscotch-blonde natural candy-apple-red black lake-placid-blue orange'),
  model('Squier', 'Classic Vibe Stratocaster', 's-type', 'single-coil', [2009, 2023], 'fiesta-red 3-color-sunburst 2-color-sunburst black sonic-blue purple trans-blue shell-pink butterscotch-blonde'),
  model('Gibson', 'Les Paul Standard', 'single-cut', 'humbucker', [1957, 2023], 'cherry-sunburst honey-burst gold-top wine-red trans-blue black silverburst purple antique-natural orange cherry'),
  model('Gibson', 'Les Paul Junior', 'single-cut', 'soap-bar', [1955, 2022], 'tv-yellow cherry walnut black 2-color-sunburst'),
  model('Gibson', 'Les Paul Studio', 'single-cut', 'humbucker', [1984, 2020], 'wine-red vintage-white black walnut gold-top natural silver green-metallic'),
  model('Gibson', 'SG Standard', 'double-horn', 'humbucker', [1962, 2023], 'cherry walnut black vintage-white wine-red trans-blue silverburst tv-yellow gold-top natural'),
  model('Gibson', 'Flying V', 'v', 'humbucker', [1967, 2020], 'antique-natural cherry black vintage-white silverburst purple natural silver'),
  model('Gibson', 'Explorer', 'angular', 'humbucker', [1976, 2022], 'antique-natural black vintage-white cherry silver natural candy-apple-red'),
  model('Gibson', 'ES-335', 'semi-hollow', 'humbucker', [1959, 2022], 'cherry antique-natural walnut cherry-sunburst honey-burst black wine-red 2-color-sunburst natural'),
  model('Epiphone', 'Les Paul Standard', 'single-cut', 'humbucker', [1996, 2023], 'cherry-sunburst honey-burst gold-top black wine-red trans-blue silverburst purple orange'),
  model('Epiphone', 'Casino', 'semi-hollow', 'soap-bar', [1965, 2023], 'natural cherry 2-color-sunburst walnut surf-green trans-blue orange'),
  model('Gretsch', '6120', 'semi-hollow', 'humbucker', [1957, 2020], 'orange purple gold-top'),
  model('PRS', 'Custom 24', 's-type', 'humbucker', [1988, 2023], 'orange purple trans-blue honey-burst cherry-sunburst wine-red gold-top antique-natural tv-yellow'),
  model('PRS', 'SE 245', 'single-cut', 'humbucker', [2007, 2022], 'tv-yellow orange purple trans-blue honey-burst'),
];
