import type { Log } from '../../log.js';
import type { Progress } from '../../progress.js';
import type { TrainingService } from './training-service.js';
import type { ProjectProgress, TrainingState } from './training-state.js';

/** What the steps of a training share. */
export interface TrainingContext {
  service: TrainingService;
  /** Changed in place by each step, which then saves it. */
  state: TrainingState;
  save(): Promise<void>;
  progress: Progress;
  log: Log;
  /** How often the service is asked whether it is done. */
  pollMs: number;
}

/** Id of a project that was made. */
export function projectIdOf({ projectId }: ProjectProgress): string {
  if (projectId === undefined) throw new Error('the project is not made yet');
  return projectId;
}
