/** Multiclass: a photo has one tag; Multilabel: any number. */
export const classificationTypes = ['Multiclass', 'Multilabel'] as const;
export type ClassificationType = (typeof classificationTypes)[number];
