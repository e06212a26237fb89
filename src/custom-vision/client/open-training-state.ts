import { sha256 } from '../../classifier/model-folder.js';
import { UsageError } from '../../errors.js';
import type { Log } from '../../log.js';
import { beginTraining, readTrainingState, type TrainingState } from './training-state.js';

export interface OpenStateOptions {
  /** Of the plan, the domain and the resource. */
  parts: readonly string[];
  /** Name of the model. */
  name: string;
  /** Forgets what was done before. */
  restart: boolean | undefined;
  log: Log;
}

/** Where a training stands. Throws a UsageError where another one of that name was begun, unless it is to be forgotten. */
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
        `${name} was trained, or begun, with other photos, options or another resource: take another name, or begin anew with --restart (${left}).`,
        { code: 'training_differs' },
      );
    }
    log.warn({ projects }, `${name} is trained anew; ${left}`);
  }
  return beginTraining(key);
}
