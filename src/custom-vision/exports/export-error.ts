import { HoneyburstError } from '../../errors.js';

/** The error for an export that cannot be used. `place` names its file or folder. */
export function exportError(place: string, problem: string, cause?: unknown): HoneyburstError {
  return new HoneyburstError(`${place} cannot be imported: ${problem}`, {
    code: 'export_unusable',
    stage: 'model',
    cause,
  });
}
