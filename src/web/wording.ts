import type { PhotoReason } from '../classifier/photo-reason.js';
import type { View } from '../classifier/view.js';
import type { SuggestionReason } from '../suggestion/reason.js';
import type { SuggestionStatus } from '../suggestion/status.js';
import type { Answer, Item } from './api/suggestions.js';

export const reasonWords: Record<SuggestionReason, { short: string; sentence: string }> = {
  missing: { short: 'No finish stated', sentence: 'The seller states no finish.' },
  unrecognised: { short: 'Unknown finish', sentence: 'The stated finish is not in the taxonomy.' },
  vague: { short: 'Only a colour stated', sentence: 'The seller states only a colour, not a finish.' },
  contradicts_text: {
    short: 'Text contradicts',
    sentence: 'The title or description names a different finish than the one stated.',
  },
  contradicts_photo: {
    short: 'Photos contradict',
    sentence: 'The photos show a different finish than the one stated.',
  },
  unusual_for_model: {
    short: 'Unusual for model',
    sentence: 'Other listings of this model hardly ever state this finish.',
  },
  photos_disagree: { short: 'Photos disagree', sentence: 'The photos show different finishes.' },
  no_body: { short: 'No guitar body', sentence: 'No photo that could count shows the body of a guitar.' },
  no_colour: { short: 'No colour', sentence: 'The photos are grey or tinted, so the colour cannot be told.' },
  repeated_photo: {
    short: 'Repeated picture',
    sentence: 'The same picture belongs to several listings of different guitars.',
  },
};

/** Why a photo has no vote. */
export const photoReasonWords: Record<PhotoReason, string> = {
  no_body: 'no guitar body',
  no_colour: 'grey or tinted photo: colour cannot be told',
  repeated_photo: 'picture of several listings',
};

export const viewWords: Record<View, string> = {
  front: 'front',
  back: 'back',
  detail: 'detail',
  headstock: 'headstock',
  case: 'case',
  other: 'no guitar',
};

type Seen = Exclude<NonNullable<Item['photos'][number]['seen']>, { error: unknown }>;

/** Why a photo has no vote; undefined if it has one, or repeats another photo of the listing. */
export function silenceWords({
  reason,
  view,
  weight,
}: Pick<Seen, 'reason' | 'view' | 'weight'>): string | undefined {
  if (reason) return photoReasonWords[reason];
  const isSilent = weight === 0 && (view === 'headstock' || view === 'case' || view === 'other');
  return isSilent ? `${viewWords[view]}: does not vote` : undefined;
}

export const statusWords: Record<SuggestionStatus, string> = {
  pending: 'Waiting',
  accepted: 'Accepted',
  edited: 'Changed',
  rejected: 'Rejected',
  superseded: 'Replaced',
};

export function percent(share: number): string {
  // Rounding must not turn nearly certain into certain, or unlikely into impossible.
  const rounded = Math.min(99, Math.max(1, Math.round(share * 100)));
  return share <= 0 ? '0 %' : share >= 1 ? '100 %' : `${rounded} %`;
}

/** An interval of shares as text. */
export function percents(low: number, high: number): string {
  return `${Math.round(low * 100)}–${Math.round(high * 100)} %`;
}

export function number(value: number, digits = 0): string {
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** The finish if there is one, else the family. */
export function answerName({ finish, family }: Answer): string {
  return finish?.name ?? `${family.name}, finish unknown`;
}

/** The guitar's make, model and year, or else the seller's title. */
export function guitarName({ listing }: Item): string {
  const { make, model, year, title, externalId } = listing;
  const named = [make, model].filter(Boolean);
  return named.length > 0 ? [...named, year].filter(Boolean).join(' ') : (title ?? externalId);
}

export function time(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}

/** "Cherry or Wine Red"; "Cherry, Wine Red or Oxblood". */
export function eitherName(either: Item['either']): string {
  const names = either.map(({ name }) => name);
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** "31 % of 350 Gibson Explorer listings are Cherry". */
export function guitarsWords({ of, listings, count, finish }: NonNullable<Item['guitars']>): string {
  const guitars = `${of} ${listings === 1 ? 'listing' : 'listings'}`;
  return count === 0
    ? `none of ${listings.toLocaleString('en')} ${guitars} is ${finish.name}`
    : `${percent(count / listings)} of ${listings.toLocaleString('en')} ${guitars} are ${finish.name}`;
}
