import type { NamedErrorCode } from './error-code.js';

/** The part of the work in which something went wrong. The ledger keeps it beside the code. */
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

/** Stable, snake_case; what people filter and retry by. An unknown failure is named after its stage. */
export type ErrorCode = NamedErrorCode | `${Stage}_failed`;

export interface HoneyburstErrorOptions {
  code: ErrorCode;
  stage: Stage;
  /** Whether the same call may succeed later although nobody changes anything. */
  retryable?: boolean;
  /** How long a remote service asked to wait before the next try. */
  retryAfterMs?: number | undefined;
  /** Whether the work is put off for `retryAfterMs` without counting as tried: its turn has not come. */
  postpones?: boolean;
  /** Whether no other work can succeed either: a worker ends with this error and leaves what it had begun open. */
  halts?: boolean;
  cause?: unknown;
}

/**
 * The only error class of the program. `message` names the place and the remedy, and never holds a key or a signed
 * URL.
 */
export class HoneyburstError extends Error {
  override readonly name = 'HoneyburstError';
  readonly code: ErrorCode;
  readonly stage: Stage;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly postpones: boolean;
  readonly halts: boolean;

  constructor(message: string, options: HoneyburstErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.stage = options.stage;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.postpones = options.postpones ?? false;
    this.halts = options.halts ?? false;
  }
}

/** Wrong arguments or configuration. The command ends with exit status 2; so does a worker that finds it out later. */
export class UsageError extends HoneyburstError {
  constructor(
    message: string,
    options: { code?: ErrorCode; stage?: 'usage' | 'configuration'; cause?: unknown } = {},
  ) {
    super(message, {
      code: options.code ?? 'usage',
      stage: options.stage ?? 'usage',
      halts: true,
      cause: options.cause,
    });
  }
}

/** Whatever was thrown as a HoneyburstError: anything unknown becomes a retryable error of `stage`. */
export function toHoneyburstError(thrown: unknown, stage: Stage): HoneyburstError {
  if (thrown instanceof HoneyburstError) return thrown;
  const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return new HoneyburstError(message, { code: `${stage}_failed`, stage, retryable: true, cause: thrown });
}
