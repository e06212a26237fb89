import { toPlainText } from '../listing/finish-resolution.js';
import type { Evidence } from '../suggestion/evidence.js';
import type { Suggestion } from '../suggestion/suggestion.js';
import type { Taxonomy } from '../taxonomy/taxonomy.js';
import type { Answer, Label, ReviewItem, Seen } from './item.js';
import { toReview } from './latest.js';
import { markWords } from './mark-words.js';

/** A suggestion as the queue's statement reads it. */
export interface ItemRow
  extends Pick<Suggestion, 'id' | 'status' | 'model' | 'reasons' | 'createdAt' | 'decidedAt'> {
  revision: number;
  blind: boolean;
  level: Suggestion['level'];
  family: string | null;
  finish: string | null;
  confidence: number;
  evidence: Evidence;
  listing: ReviewItem['listing'] & { phrase: string | null };
  photos: { position: number; url: string }[];
  latest: Parameters<typeof toReview>[0];
}

/** Reasons that would give the suggestion away. */
const tellingReasons: ReadonlySet<string> = new Set(['contradicts_photo']);

/** Adds names, swatches and marked words. Leaves the suggestion, and whatever would give it away, out of a blind item. */
export function toReviewItem(row: ItemRow, taxonomy: Taxonomy): ReviewItem {
  const { family, finish, confidence, evidence, blind } = row;
  const { phrase, ...listing } = row.listing;
  const description = listing.description && toReadableText(listing.description);
  const mark = (text: string | null) => markWords(taxonomy, text, { make: listing.make, phrase });
  const label = (text: string) => toLabel(taxonomy, text);
  const toAnswer = (answer: Evidence['alternatives'][number]): Answer => ({
    family: label(answer.family),
    finish: answer.finish === null ? null : label(answer.finish),
    confidence: answer.confidence,
  });
  const seen = new Map(blind ? [] : evidence.photos.map((photo) => [photo.url, toSeen(photo, label)]));
  return {
    id: row.id,
    revision: row.revision,
    status: row.status,
    blind,
    level: blind ? null : row.level,
    suggested: blind || family === null ? null : toAnswer({ family, finish, confidence }),
    alternatives: blind ? [] : evidence.alternatives.map(toAnswer),
    text: { ...evidence.text, agreement: blind ? null : evidence.text.agreement },
    reasons: row.reasons.filter((reason) => !blind || !tellingReasons.has(reason)),
    model: row.model,
    createdAt: row.createdAt,
    decidedAt: row.decidedAt,
    listing: { ...listing, description },
    marks: { title: mark(listing.title), model: mark(listing.model), description: mark(description) },
    photos: row.photos.map((photo) => ({ ...photo, seen: seen.get(photo.url) ?? null })),
    latest: toReview(row.latest),
  };
}

/** A family has the colour of the finish with the same name, or else of its first finish. */
function toLabel({ finishes }: Taxonomy, label: string): Label {
  const known = finishes.get(label);
  if (known) return { label, name: known.name, swatch: known.swatch };
  const member = [...finishes.values()].find(({ family }) => family === label);
  const name = label.charAt(0).toUpperCase() + label.slice(1);
  return { label, name, swatch: member?.swatch ?? null };
}

function toSeen(photo: Evidence['photos'][number], label: (text: string) => Label): Seen {
  if ('error' in photo) return { error: photo.error };
  const { bodyShare, weight, family, finish } = photo;
  const toSure = (one: { label: string; confidence: number }) => ({
    ...label(one.label),
    confidence: one.confidence,
  });
  return { bodyShare, weight, family: toSure(family), finish: finish && toSure(finish) };
}

/** Ends lines where paragraphs and list items end. */
function toReadableText(html: string): string {
  return toPlainText(html.replace(/<(?:br|\/p|\/div|\/li|\/h[1-6])\b/gi, '\n$&')).trim();
}
