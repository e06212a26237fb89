import { toPlainText } from '../listing/finish-resolution.js';
import type { ListingState } from '../listing/listing.js';
import type { Evidence } from '../suggestion/evidence.js';
import type { Suggestion } from '../suggestion/store.js';
import type { Swatch, Taxonomy } from '../taxonomy/taxonomy.js';
import type { Review } from './decision.js';
import { toReview } from './latest.js';
import { type Mark, markWords } from './mark-words.js';

/** A family or finish as people see it. */
export interface Label {
  /** Slug of a finish, or a family. */
  label: string;
  name: string;
  /** Null if the taxonomy does not know it. */
  swatch: Swatch | null;
}

export interface Answer {
  family: Label;
  finish: Label | null;
  confidence: number;
}

/** What the model saw in one photo; null where nobody is to know yet, or the photo was not looked at. */
export type Seen =
  | {
      bodyShare: number;
      weight: number;
      family: Label & { confidence: number };
      finish: (Label & { confidence: number }) | null;
    }
  | { error: { stage: string; code: string; message: string } }
  | null;

/** A suggestion with everything that a reviewer is to see of it. */
export interface ReviewItem
  extends Pick<Suggestion, 'id' | 'status' | 'model' | 'reasons' | 'createdAt' | 'decidedAt'> {
  /** To be named by the decision. */
  revision: number;
  /** The reviewer is to choose without seeing what is suggested, which is left out here. */
  blind: boolean;
  level: Suggestion['level'] | null;
  /** Null where it is blind, or at level none. */
  suggested: Answer | null;
  /** Best first, at most five; empty where it is blind. */
  alternatives: Answer[];
  /** What the text says beside the photos; `agreement` is null where it is blind. */
  text: Omit<Evidence['text'], 'agreement'> & { agreement: Evidence['text']['agreement'] | null };
  listing: {
    id: number;
    externalId: string;
    make: string | null;
    model: string | null;
    year: string | null;
    title: string | null;
    /** Without markup; the first 20,000 characters. */
    description: string | null;
    /** As the seller wrote it. */
    finish: string | null;
    url: string | null;
    state: ListingState;
  };
  /** Words that name a finish. */
  marks: { title: Mark[]; model: Mark[]; description: Mark[] };
  photos: { position: number; url: string; seen: Seen }[];
  /** The last decision, also one that was undone. */
  latest: Review | null;
}

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

/** What would tell a reviewer what is suggested. */
const tellingReasons: ReadonlySet<string> = new Set(['contradicts_photo']);

/** Names, swatches and marked words; a blind item without what is suggested and whatever would tell it. */
export function toReviewItem(row: ItemRow, taxonomy: Taxonomy): ReviewItem {
  const { family, finish, confidence, evidence, blind } = row;
  const { phrase, ...listing } = row.listing;
  const description = listing.description && toReadableText(listing.description);
  const mark = (text: string | null) => markWords(taxonomy, text, { make: listing.make, phrase });
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

/** Labels of a family and of a finish, by slug. */
type Labels = Record<'family' | 'finish', (slug: string) => Label>;

/** A slug that the current taxonomy does not know is shown as it is, with a capital. */
function toLabel(known: ReadonlyMap<string, Pick<Label, 'name'> & { swatch: Swatch }>, label: string): Label {
  const { name, swatch } = known.get(label) ?? {
    name: label.charAt(0).toUpperCase() + label.slice(1),
    swatch: null,
  };
  return { label, name, swatch };
}

function toSeen(photo: Evidence['photos'][number], labels: Labels): Seen {
  if ('error' in photo) return { error: photo.error };
  const { bodyShare, weight, family, finish } = photo;
  return {
    bodyShare,
    weight,
    family: { ...labels.family(family.label), confidence: family.confidence },
    finish: finish && { ...labels.finish(finish.label), confidence: finish.confidence },
  };
}

/** Lines end where paragraphs and list items do. */
function toReadableText(html: string): string {
  return toPlainText(html.replace(/<(?:br|\/p|\/div|\/li|\/h[1-6])\b/gi, '\n$&')).trim();
}
