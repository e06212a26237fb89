/** In a Multiclass project a photo has one tag, in a Multilabel project any number. */
export const classificationTypes = ['Multiclass', 'Multilabel'] as const;
export type ClassificationType = (typeof classificationTypes)[number];
