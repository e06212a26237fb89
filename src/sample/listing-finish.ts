import type { Random } from '../random.js';
import { type SampleFinish, sampleFinishes } from './finish.js';

export const treatments = [
  'right',
  'missing',
  'vague',
  'misspelt',
  'unrecognised',
  'wrong',
  'contradicted',
] as const;
/** How the listing's finish was changed; `contradicted` is wrong, but the text names the true finish. */
export type Treatment = (typeof treatments)[number];

const shares: Record<Treatment, number> = {
  right: 0.24,
  missing: 0.26,
  vague: 0.13,
  misspelt: 0.1,
  unrecognised: 0.08,
  wrong: 0.1,
  contradicted: 0.09,
};

const blanks = ['', '', 'n/a', 'N/A', 'see photos', 'See pics', 'other', 'unknown', '-'];
const inventions = [
  'Dragonfrost',
  'Moonlit Ember',
  'Fogbank',
  'Swamp Thunder',
  'Zephyrine',
  'Velvet Thunder',
  'Nebulon',
  'Quixote Fade',
];

/** Whether the finish is only called by its colour, which is too vague to be right. */
const isColourOnly = ({ name, vague }: SampleFinish) => name.toLowerCase() === vague.toLowerCase();

/** A treatment that this finish allows: some have no vague word, some no name that stands out in a text. */
export function chooseTreatment(random: Random, finish: SampleFinish): Treatment {
  const allowed = treatments.filter(
    (treatment) =>
      !(treatment === 'vague' && finish.vague === '') &&
      !(treatment === 'right' && isColourOnly(finish)) &&
      !(treatment === 'contradicted' && !finish.name.includes(' ')),
  );
  return random.pickWeighted(allowed.map((treatment) => [treatment, shares[treatment]]));
}

/** The words that end up in the listing's finish field. */
export function writeFinish(random: Random, finish: SampleFinish, treatment: Treatment): string {
  switch (treatment) {
    case 'right':
      return random.chance(0.6) ? finish.name : random.pick(finish.spellings);
    case 'missing':
      return random.pick(blanks);
    case 'vague':
      return finish.vague;
    case 'misspelt':
      return random.pick(finish.misspellings);
    case 'unrecognised':
      return random.pick(inventions);
    case 'wrong':
    case 'contradicted':
      return random.pick(
        sampleFinishes.filter((other) => other.family !== finish.family && !isColourOnly(other)),
      ).name;
  }
}
