import { sha256 } from '../../classifier/model-folder.js';
import { UsageError } from '../../errors.js';
import type { Log } from '../../log.js';
import { beginTraining, readTrainingState, type TrainingState } from './training-state.js';

export interface OpenStateOptions {
  /** Identify the plan, the domain and the resource. */
  parts: readonly string[];
  /** The name of the model. */
  name: string;
  /** Whether to discard earlier progress. */
  restart: boolean | undefined;
  log: Log;
}

/** Reads the progress of a training. Throws a UsageError if another training of that name was begun, unless `restart` is set. */
export async function openTrainingState(
  file: string,
  { parts, name, restart, log }: OpenStateOptions,
): Promise<TrainingState> {
  const key = sha256(JSON.stringify(parts));
  const before = await readTrainingState(file).catch((error) => {
    if (restart) return undefined;
    throw error;
  });
  if (before?.key === key && !restart) return before;
  if (before) {
    const projects = Object.values(before.projects).flatMap(({ projectId }) => projectId ?? []);
    const left = `its projects stay at Custom Vision until you delete them there: ${projects.join(', ') || 'none'}`;
    if (!restart) {
      throw new UsageError(
        `A training of ${name} was begun with other photos, other options or another resource: choose another name, or start again with --restart (${left}).`,
        { code: 'training_differs' },
      );
    }
    log.warn({ projects }, `the training of ${name} starts again; ${left}`);
  }
  return beginTraining(key);
}
