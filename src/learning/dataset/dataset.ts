import type { View } from '../../classifier/view.js';

export type Split = 'train' | 'validation' | 'test';

/** The finish of a photo whose finish is known and is none that the taxonomy lists. */
export const otherFinish = 'other';

/** A labelled photo of a DATASET. */
export interface LabelledPhoto {
  /** Absolute path. */
  file: string;
  family: string;
  /** Undefined where the photo teaches the family only; or `otherFinish`. */
  finish: string | undefined;
  /** Photos of one group (one guitar, near-duplicates) stay on one side of a split. */
  group: string;
  /** The shop, collection or person that the photo comes from. Undefined: the same as that of the other photos. */
  source?: string | undefined;
  /** Maker and model as a seller writes them, of datasets that have them: then listings are calibrated too. */
  make?: string | undefined;
  model?: string | undefined;
  split: Split | undefined;
  confidence: 'high' | 'low';
}

/** A photo whose view is labelled, with or without a family. */
export interface ViewedPhoto extends Pick<LabelledPhoto, 'file' | 'group' | 'source' | 'split'> {
  view: View;
}

export interface Dataset {
  /** Folder or file it was read from. */
  path: string;
  photos: LabelledPhoto[];
  /** Photos that teach what part of a guitar is in sight. Those that show the front or a detail are among `photos` too. */
  viewed?: ViewedPhoto[];
  /** Slugs of all families that labels may name, in the order that the labels of a model take. */
  families: readonly string[];
  /** Files of its folder that are named like photos and that a system hid there. */
  hidden?: readonly string[];
}

/** Whether `train` learns from a photo. */
export function isForTraining({ split }: Pick<LabelledPhoto, 'split'>): boolean {
  return split === undefined || split === 'train';
}
