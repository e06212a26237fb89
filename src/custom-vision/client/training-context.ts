import type { Log } from '../../log.js';
import type { Progress } from '../../progress.js';
import type { TrainingService } from './training-service.js';
import type { ProjectProgress, TrainingState } from './training-state.js';

/** Shared by the steps of a training. */
export interface TrainingContext {
  service: TrainingService;
  /** Each step changes the state in place and then saves it. */
  state: TrainingState;
  save(): Promise<void>;
  progress: Progress;
  log: Log;
  /** How often the service is asked whether it is done. */
  pollMs: number;
}

/** The id of a project that was made. */
export function projectIdOf({ projectId }: ProjectProgress): string {
  if (projectId === undefined) throw new Error('the project is not made yet');
  return projectId;
}
