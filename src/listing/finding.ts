/** Why a listing needs enrichment; honeyburst.finding says when. */
export const findingReasons = [
  'missing',
  'unrecognised',
  'vague',
  'contradicts_text',
  'contradicts_photo',
] as const;
export type FindingReason = (typeof findingReasons)[number];
