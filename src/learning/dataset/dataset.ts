export type Split = 'train' | 'validation' | 'test';

/** A labelled photo of a DATASET. */
export interface LabelledPhoto {
  /** Absolute path. */
  file: string;
  family: string;
  /** Undefined where the photo teaches the family only. */
  finish: string | undefined;
  /** Photos of one group (one guitar, near-duplicates) stay on one side of a split. */
  group: string;
  split: Split | undefined;
  confidence: 'high' | 'low';
}

export interface Dataset {
  /** Folder or file it was read from. */
  path: string;
  photos: LabelledPhoto[];
  /** Slugs of all families that labels may name, in the order that the labels of a model take. */
  families: readonly string[];
  /** Files of its folder that are named like photos and that a system hid there. */
  hidden?: readonly string[];
}

/** Whether `train` learns from a photo. */
export function isForTraining({ split }: Pick<LabelledPhoto, 'split'>): boolean {
  return split === undefined || split === 'train';
}
