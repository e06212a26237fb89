import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { HoneyburstError } from '../../errors.js';
import { writeWholeFile } from '../../write-file.js';

/** The kinds of calls that setting up a model takes. Calls of earlier, interrupted runs are counted too. */
export const setUpSteps = ['projects', 'tags', 'batches', 'trainings', 'publishes', 'predictions'] as const;
export type SetUpStep = (typeof setUpSteps)[number];

const projectProgress = z.object({
  projectId: z.guid().optional(),
  /** Ids of the tags, by name. */
  tags: z.record(z.string(), z.guid()),
  /** The SHA-256 of the file of each photo that the service has. */
  sent: z.array(z.string()),
  /** The photos that the service refused when they were last sent. */
  refused: z.array(z.object({ file: z.string(), status: z.string() })),
  /** The number of photos that equal another photo of the project. */
  duplicates: z.number().int().nonnegative(),
  /** Absent until training starts, and again after it failed. */
  iterationId: z.guid().optional(),
  published: z.boolean(),
});
/** The progress of one project. */
export type ProjectProgress = z.infer<typeof projectProgress>;

const trainingState = z.object({
  format: z.literal(1),
  /** Identifies the dataset, the options and the endpoint. */
  key: z.string(),
  /** Marks the projects of this training in the service, whatever their names are there. */
  run: z.guid(),
  projects: z.record(z.string(), projectProgress),
  steps: z.record(z.enum(setUpSteps), z.number().int().nonnegative()),
  /** The time that all runs took until now. */
  seconds: z.number().nonnegative(),
});
export type TrainingState = z.infer<typeof trainingState>;

/** The state of a new training. */
export function beginTraining(key: string): TrainingState {
  return {
    format: 1,
    key,
    run: randomUUID(),
    projects: {},
    steps: { projects: 0, tags: 0, batches: 0, trainings: 0, publishes: 0, predictions: 0 },
    seconds: 0,
  };
}

/** The progress of a project that does not exist yet. */
export function nothingDone(): ProjectProgress {
  return { tags: {}, sent: [], refused: [], duplicates: 0, published: false };
}

/** Reads the state of a training; undefined if none was begun. Throws a HoneyburstError of stage train if the file is damaged. */
export async function readTrainingState(file: string): Promise<TrainingState | undefined> {
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return trainingState.parse(JSON.parse(text));
  } catch (cause) {
    throw new HoneyburstError(
      `${file} is damaged, so it is unknown how far the training has come: restore the file, or start again with --restart.`,
      { code: 'training_state_unreadable', stage: 'train', cause },
    );
  }
}

/** Writes the whole state. If the process is killed meanwhile, the file holds either the old state or the new one. */
export async function writeTrainingState(file: string, state: TrainingState): Promise<void> {
  await writeWholeFile(file, `${JSON.stringify(state)}\n`);
}
