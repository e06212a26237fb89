/** The part of the work in which something went wrong; kept on the ledger beside the code. */
export type Stage =
  | 'configuration'
  | 'usage'
  | 'database'
  | 'import'
  | 'fetch'
  | 'decode'
  | 'classify'
  | 'write'
  | 'train'
  | 'model';

export interface HoneyburstErrorOptions {
  /** Stable, snake_case; what people filter and retry by. */
  code: string;
  stage: Stage;
  /** Whether the same call may succeed later without anything being mended. */
  retryable?: boolean;
  /** How long a remote service asked to be left alone; the earliest sensible retry. */
  retryAfterMs?: number | undefined;
  /** Whether no other work could succeed now either: a worker ends with it, and what it had begun stays open. */
  halts?: boolean;
  cause?: unknown;
}

/**
 * The one error of the program. `message` names the place and the remedy, and never holds a key or a
 * signed URL.
 */
export class HoneyburstError extends Error {
  override readonly name = 'HoneyburstError';
  readonly code: string;
  readonly stage: Stage;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly halts: boolean;

  constructor(message: string, options: HoneyburstErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.stage = options.stage;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.halts = options.halts ?? false;
  }
}

/** Wrong arguments or configuration: the command ends with exit status 2, a worker too if that shows only later. */
export class UsageError extends HoneyburstError {
  constructor(
    message: string,
    options: { code?: string; stage?: 'usage' | 'configuration'; cause?: unknown } = {},
  ) {
    super(message, {
      code: options.code ?? 'usage',
      stage: options.stage ?? 'usage',
      halts: true,
      cause: options.cause,
    });
  }
}

/** Whatever was thrown, as a HoneyburstError: unknown things become a retryable error of `stage`. */
export function toHoneyburstError(thrown: unknown, stage: Stage): HoneyburstError {
  if (thrown instanceof HoneyburstError) return thrown;
  const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return new HoneyburstError(message, { code: `${stage}_failed`, stage, retryable: true, cause: thrown });
}
