import type { Stage } from '../errors.js';
import type { FailedPhoto } from './scored-photos.js';

/** Why a photo could not be used, as enrichment.photo_errors keeps it. */
export interface PhotoError {
  position: number;
  stage: Stage;
  code: string;
  message: string;
}

export function toPhotoError({ position, error: { stage, code, message } }: FailedPhoto): PhotoError {
  return { position, stage, code, message };
}
