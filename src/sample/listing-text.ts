import type { Random } from '../random.js';
import type { Guitar } from './guitar.js';
import type { Treatment } from './listing-finish.js';

/** How often the text names the true finish, by treatment of the field. */
const namingRate: Record<Treatment, number> = {
  right: 0.5,
  missing: 0.2,
  vague: 0.2,
  misspelt: 0.3,
  unrecognised: 0.15,
  wrong: 0,
  contradicted: 1,
};

const remarks = [
  'w/ OHSC',
  'All Original',
  'Near Mint',
  'Player Grade',
  'Video Demo',
  'Refretted',
  'w/ Gig Bag',
  '*Rare*',
  '',
];

// No sentence names a finish; `namesFinish` decides whether the text does.
const sentences = [
  'Plays great up and down the neck with low action.',
  'Frets have plenty of life left.',
  'Comes with the original hardshell case &amp; case candy.',
  'A few dings and some buckle rash on the back, please study the pictures.',
  'Weighs 7 lbs 14 oz.',
  'Pickups read 6.1k / 6.3k, pots date to the year of the instrument.',
  'Nut width 1 11/16", medium C profile.',
  'No breaks, no repairs, truss rod works as it should.',
  'Fresh set of .010s and a proper setup.',
  'Sold as described, ask questions before you buy!',
  '<b>We ship worldwide</b> with full insurance.',
  'From a smoke-free home.',
];

export interface ListingText {
  title: string;
  /** HTML, as marketplaces send it. */
  description: string;
  /** Whether the title or the description names the true finish. */
  namesFinish: boolean;
}

/** Title and description as a seller writes them. */
export function writeListingText(random: Random, guitar: Guitar, treatment: Treatment): ListingText {
  const { make, model } = guitar.model;
  const namesFinish = random.chance(namingRate[treatment]);
  const inTitle = namesFinish && random.chance(0.7);
  const { name } = guitar.finish;
  const words = [
    random.chance(0.8) ? String(guitar.year) : '',
    make,
    model,
    guitar.leftHanded ? 'Left-Handed' : '',
    inTitle ? name : '',
    random.pick(remarks),
  ];
  const body = random.shuffle(sentences).slice(0, 3 + random.integer(4));
  if (namesFinish && !inTitle) body.splice(1, 0, `Finished in ${name}, and it has aged beautifully.`);
  const opening = `Up for sale is this <strong>${guitar.year} ${make} ${model}</strong>.`;
  const description = random.chance(0.5)
    ? `<p>${opening} ${body.join(' ')}</p>`
    : `<p>${opening}</p><ul>${body.map((line) => `<li>${line}</li>`).join('')}</ul><p>Thanks for looking!<br /></p>`;
  return { title: words.filter(Boolean).join(' '), description, namesFinish };
}
