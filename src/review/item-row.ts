import { photoReasonSchema } from '../classifier/photo-reason.js';
import { toPlainText } from '../listing/finish-resolution.js';
import type { Evidence } from '../suggestion/evidence.js';
import type { Suggestion } from '../suggestion/suggestion.js';
import type { Swatch, Taxonomy, TextKind } from '../taxonomy/taxonomy.js';
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
  either: string[] | null;
  confidence: number;
  evidence: Evidence;
  listing: ReviewItem['listing'] & { phrase: string | null };
  photos: { position: number; url: string }[];
  latest: Parameters<typeof toReview>[0];
}

/** Reasons that would give the suggestion away. */
const tellingReasons: ReadonlySet<string> = new Set(['contradicts_photo', ...photoReasonSchema.options]);

/** Adds names, swatches and marked words. Leaves the suggestion, and whatever would give it away, out of a blind item. */
export function toReviewItem(row: ItemRow, taxonomy: Taxonomy): ReviewItem {
  const { family, finish, confidence, evidence, blind } = row;
  const { phrase, ...listing } = row.listing;
  const description = listing.description && toReadableText(listing.description);
  const mark = (text: string | null, kind?: TextKind) =>
    markWords(taxonomy, text, { make: listing.make, phrase, kind });
  const labels: Labels = {
    family: (slug) => toLabel(taxonomy.families, slug),
    finish: (slug) => toLabel(taxonomy.finishes, slug),
  };
  const toAnswer = (answer: Evidence['alternatives'][number]): Answer => ({
    family: labels.family(answer.family),
    finish: answer.finish === null ? null : labels.finish(answer.finish),
    confidence: answer.confidence,
  });
  const seen = new Map(blind ? [] : evidence.photos.map((photo) => [photo.url, toSeen(photo, labels)]));
  return {
    id: row.id,
    revision: row.revision,
    status: row.status,
    blind,
    level: blind ? null : row.level,
    suggested: blind || family === null ? null : toAnswer({ family, finish, confidence }),
    either: blind ? [] : (row.either ?? []).map(labels.finish),
    seen: blind ? [] : (evidence.seen ?? []).map(toAnswer),
    guitars: blind ? null : toGuitars(evidence, labels),
    alternatives: blind ? [] : evidence.alternatives.map(toAnswer),
    text: { ...evidence.text, agreement: blind ? null : evidence.text.agreement },
    reasons: row.reasons.filter((reason) => !blind || !tellingReasons.has(reason)),
    model: row.model,
    createdAt: row.createdAt,
    decidedAt: row.decidedAt,
    listing: { ...listing, description },
    marks: {
      title: mark(listing.title),
      model: mark(listing.model),
      description: mark(description, 'description'),
    },
    photos: row.photos.map((photo) => ({ ...photo, seen: seen.get(photo.url) ?? null })),
    latest: toReview(row.latest),
  };
}

/** Labels of a family and of a finish, by slug. */
type Labels = Record<'family' | 'finish', (slug: string) => Label>;

/** A slug that the current taxonomy does not know is shown as it is, with a capital. */
function toLabel(known: ReadonlyMap<string, { name: string; swatch: Swatch }>, label: string): Label {
  const { name, swatch } = known.get(label) ?? {
    name: label.charAt(0).toUpperCase() + label.slice(1),
    swatch: null,
  };
  return { label, name, swatch };
}

/** Counts of the best finish among guitars like this one; nothing of guitars that were never counted. */
function toGuitars({ guitars, alternatives }: Evidence, labels: Labels): ReviewItem['guitars'] {
  const best = alternatives[0]?.finish;
  if (!guitars || guitars.listings === 0 || !best) return null;
  return { ...guitars, finish: labels.finish(best) };
}

function toSeen(photo: Evidence['photos'][number], labels: Labels): Seen {
  if ('error' in photo) return { error: photo.error };
  const { bodyShare, weight, view = null, reason = null, family, finish } = photo;
  return {
    bodyShare,
    weight,
    view,
    reason,
    family: { ...labels.family(family.label), confidence: family.confidence },
    finish: finish && { ...labels.finish(finish.label), confidence: finish.confidence },
  };
}

/** The text with a line for each block of the markup, and at most one blank line at a time. */
function toReadableText(html: string): string {
  return toPlainText(html)
    .replace(/[^\S\n]*\n[^\S\n]*/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
