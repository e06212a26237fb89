import type { z } from 'zod';
import type { Config } from '../config/config.js';
import type { EngineName } from '../config/worker.js';
import type { Queryable } from '../database/pool.js';
import type { Log } from '../log.js';
import type { Progress } from '../progress.js';
import type { Classifier } from './classifier.js';
import type { ModelDescription } from './model-description.js';

/** A model folder as it was read or written. */
export interface ModelFolder<Description extends ModelDescription = ModelDescription> {
  folder: string;
  description: Description;
  /** SHA-256 of everything that decides the predictions: weights, labels and calibration. */
  checksum: string;
  backend: Backend<Description>;
}

/** A file that a model folder holds beside model.json. */
export interface ModelFile {
  name: string;
  /** Whether the model works without it. */
  optional?: boolean;
}

/** What a person does to get from nothing to the first answer of a model trained on their own photos. */
export interface Setup {
  /** Where such a model is computed, as in "computed here". */
  of: string;
  steps: readonly string[];
}

/** What a backend may ask of the program. */
export interface BackendContext {
  config: Config;
  log: Log;
  /** Opens the database at the first call; only backends that keep something there call it. */
  openDatabase(): Promise<Queryable>;
}

export interface OpenContext extends BackendContext {
  /** The library that computes models on this machine. */
  engine: EngineName;
  threads: number;
  /** Whether answers that were paid for are stored and used again. */
  keepAnswers?: boolean | undefined;
  /** Called with the number of photos of each batch that is computed here. */
  onBatch?: ((photos: number) => void) | undefined;
  /** Called after each attempt to call a paid service: `answered`, or the code of the failure. */
  onAttempt?: ((result: string) => void) | undefined;
}

export interface ExportContext extends BackendContext {
  progress: Progress;
  signal: AbortSignal;
}

/** Turns a model into files that other programs compute. */
export interface ModelExporter<Description extends ModelDescription> {
  formats: readonly string[];
  /**
   * Writes the exported files into `folder`, which must not exist, and returns their names; `labels` names the file
   * among them that says what labels mean. Throws a HoneyburstError if the model cannot be exported.
   */
  run(
    model: ModelFolder<Description>,
    folder: string,
    format: string,
    context: ExportContext,
  ): Promise<{ files: string[]; labels: string | undefined }>;
}

/**
 * A way to compute models. Each backend is one file that exports one such object, and one line in `src/backends.ts`;
 * the rest of the program asks the object and never its name.
 */
export interface Backend<Description extends ModelDescription = ModelDescription> {
  /** The value of `engine` in model.json. */
  readonly engine: Description['engine'];
  /** Schema of the keys that model.json has only with this backend. */
  readonly describe: z.ZodObject;
  /** The files of a model folder beside model.json. */
  readonly files: readonly ModelFile[];
  /**
   * Whether the files of the folder are computed on this machine. If so, their size is the model's size, the engines
   * of this machine can be compared on it, and looking at a photo to check the model costs nothing.
   */
  readonly runsHere: boolean;
  /** The steps that a comparison of models counts. */
  readonly setup: Setup;
  /**
   * Addresses in the description that photos are sent to; the checksum covers them. The program opens the model only if a
   * person has allowed their hosts. Absent if the description names none.
   */
  photoAddresses?(description: Description): string[];
  /** SHA-256 of everything in the description that decides the predictions. */
  checksum(description: Description): string;
  /** One word for what sees the photos, for lists of models. */
  backbone(description: Description): string;
  /** Loads the model; the caller closes it. Heavy libraries are imported here, so that other commands start fast. */
  open(model: ModelFolder<Description>, context: OpenContext): Promise<Classifier>;
  /** Absent if models of this backend cannot be exported. */
  readonly exporter?: ModelExporter<Description>;
  /**
   * Checks the service behind the backend without paying, for `doctor`: says what it found, or throws what is wrong.
   * Returns undefined if no such service is configured. Absent if there is no service.
   */
  examine?(context: BackendContext): Promise<string> | undefined;
}
