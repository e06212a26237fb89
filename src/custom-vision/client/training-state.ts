import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { HoneyburstError } from '../../errors.js';
import { writeWholeFile } from '../../write-file.js';

/** What a model cost to set up, in calls by kind; those of earlier, broken-off runs count too. */
export const setUpSteps = ['projects', 'tags', 'batches', 'trainings', 'publishes', 'predictions'] as const;
export type SetUpStep = (typeof setUpSteps)[number];

const projectProgress = z.object({
  projectId: z.guid().optional(),
  /** Ids by name. */
  tags: z.record(z.string(), z.guid()),
  /** SHA-256 of the file of each photo that the service has. */
  sent: z.array(z.string()),
  /** Photos that the service refused when they were last sent. */
  refused: z.array(z.object({ file: z.string(), status: z.string() })),
  /** Photos that are the same as another of the project. */
  duplicates: z.number().int().nonnegative(),
  /** Absent before training is asked for, and again once it failed. */
  iterationId: z.guid().optional(),
  published: z.boolean(),
});
/** How far a project is. */
export type ProjectProgress = z.infer<typeof projectProgress>;

const trainingState = z.object({
  format: z.literal(1),
  /** Of the dataset, the options and the endpoint. */
  key: z.string(),
  /** Marks the projects of this training in the service, whatever they came to be called there. */
  run: z.guid(),
  projects: z.record(z.string(), projectProgress),
  steps: z.record(z.enum(setUpSteps), z.number().int().nonnegative()),
  /** That all runs took up to now. */
  seconds: z.number().nonnegative(),
});
export type TrainingState = z.infer<typeof trainingState>;

/** The state of a training that begins. */
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

/** Of a project that is still to be made. */
export function nothingDone(): ProjectProgress {
  return { tags: {}, sent: [], refused: [], duplicates: 0, published: false };
}

/** Undefined where none was begun. Throws a HoneyburstError of stage train where the file cannot be read. */
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
      `${file} does not say how far the training is: restore it, or begin anew with --restart.`,
      { code: 'training_state_unreadable', stage: 'train', cause },
    );
  }
}

/** Writes the whole state: a process that is killed at any time leaves the one before or this one. */
export async function writeTrainingState(file: string, state: TrainingState): Promise<void> {
  await writeWholeFile(file, `${JSON.stringify(state)}\n`);
}
