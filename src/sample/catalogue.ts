import { createRandom, type Random } from '../random.js';
import { sampleFinishes } from './finish.js';
import { createGuitar, type Guitar } from './guitar.js';
import { chooseTreatment, type Treatment, writeFinish } from './listing-finish.js';
import { type ListingText, writeListingText } from './listing-text.js';
import type { ViewKind } from './view.js';

/** A photo that will be drawn: the same three values give the same bytes. */
export interface SamplePhoto {
  /** Name without folder. */
  file: string;
  guitar: Guitar;
  kind: ViewKind;
  seed: string;
}

export interface LabelledPhoto extends SamplePhoto {
  /** Photos of one guitar share it. */
  group: string;
  split: 'train' | 'validation';
}

/** The truth about a listing, whatever its seller says. */
export interface SampleTruth {
  family: string;
  finish: string;
  treatment: Treatment;
  /** Whether the title or the description names the true finish. */
  namesFinish: boolean;
  /** External id of the listing whose photos this one repeats. */
  relistOf: string | undefined;
}

export interface SampleListing extends Omit<ListingText, 'namesFinish'> {
  externalId: string;
  make: string;
  model: string;
  year: string;
  finish: string;
  state: 'live' | 'ended';
  /** `broken`: no such file is drawn, its link answers 404. */
  photos: readonly (SamplePhoto | { file: string; broken: true })[];
  truth: SampleTruth;
}

export interface SampleCatalogueOptions {
  seed: number | string;
  /** Guitars of the labelled part, one to five photos each. */
  labelledGuitars?: number;
  listings?: number;
}

export interface SampleCatalogue {
  options: Required<SampleCatalogueOptions>;
  labelled: readonly LabelledPhoto[];
  listings: readonly SampleListing[];
}

/** Kinds of the further photos of a guitar; the first photo always shows the front. */
const labelledKinds: readonly (readonly [ViewKind, number])[] = [
  ['body', 0.36],
  ['whole', 0.24],
  ['detail', 0.24],
  ['back', 0.12],
  ['headstock', 0.03],
  ['case', 0.01],
];
const listingKinds: readonly (readonly [ViewKind, number])[] = [
  ['body', 0.31],
  ['whole', 0.22],
  ['detail', 0.21],
  ['back', 0.12],
  ['headstock', 0.09],
  ['case', 0.05],
];

/** Plans a catalogue; nothing is drawn yet. The same options give the same plan. */
export function createSampleCatalogue(given: SampleCatalogueOptions): SampleCatalogue {
  const options = { labelledGuitars: 240, listings: 150, ...given };
  return { options, labelled: planLabelled(options), listings: planListings(options) };
}

/** Takes the finishes in turn, so that all are equally common; one in five guitars of a finish is for validation. */
function planLabelled({ seed, labelledGuitars }: Required<SampleCatalogueOptions>): LabelledPhoto[] {
  const random = createRandom(`${seed}/labelled`);
  return Array.from({ length: labelledGuitars }, (_, index) => {
    const finish = sampleFinishes[index % sampleFinishes.length]!;
    const group = `guitar-${String(index + 1).padStart(5, '0')}`;
    const split =
      Math.floor(index / sampleFinishes.length) % 5 === 1 ? ('validation' as const) : ('train' as const);
    const photos = planPhotos(random, createGuitar(random, finish), labelledKinds, `${seed}/${group}`, group);
    return photos.map((photo) => ({ ...photo, group, split }));
  }).flat();
}

function planListings({ seed, listings }: Required<SampleCatalogueOptions>): SampleListing[] {
  const random = createRandom(`${seed}/listings`);
  const planned: { externalId: string; guitar: Guitar; photos: SamplePhoto[] }[] = [];
  return Array.from({ length: listings }, (_, index) => {
    const externalId = `sample-${String(index + 1).padStart(5, '0')}`;
    const earlier = planned.length > 0 && random.chance(0.06) ? random.pick(planned) : undefined;
    const guitar = earlier?.guitar ?? createGuitar(random, random.pick(sampleFinishes));
    const photos = earlier
      ? earlier.photos.map((photo, at) => ({ ...photo, file: `${externalId}-${at + 1}.jpg` }))
      : planPhotos(random, guitar, listingKinds, `${seed}/${externalId}`, externalId);
    if (!earlier) planned.push({ externalId, guitar, photos });
    const treatment = chooseTreatment(random, guitar.finish);
    const { title, description, namesFinish } = writeListingText(random, guitar, treatment);
    const broken = { file: `${externalId}-gone.jpg`, broken: true } as const;
    const luck = random.next();
    return {
      externalId,
      make: guitar.model.make,
      model: guitar.model.model,
      year: random.chance(0.75)
        ? String(guitar.year)
        : random.chance(0.5)
          ? `${Math.floor(guitar.year / 10)}0s`
          : '',
      title,
      description,
      finish: writeFinish(random, guitar.finish, treatment),
      state: random.chance(0.04) ? ('ended' as const) : ('live' as const),
      photos: luck < 0.01 ? [broken] : luck < 0.06 ? [...photos, broken] : photos,
      truth: {
        family: guitar.finish.family,
        finish: guitar.finish.slug,
        treatment,
        namesFinish,
        relistOf: earlier?.externalId,
      },
    };
  });
}

function planPhotos(
  random: Random,
  guitar: Guitar,
  kinds: typeof listingKinds,
  seed: string,
  name: string,
): SamplePhoto[] {
  const count = random.pick([1, 2, 3, 3, 4, 5]);
  return Array.from({ length: count }, (_, index) => ({
    file: `${name}-${index + 1}.jpg`,
    guitar,
    kind: index === 0 ? random.pick(['whole', 'body'] as const) : random.pickWeighted(kinds),
    seed: `${seed}/${index + 1}`,
  }));
}
