import { type ErrorCode, HoneyburstError, type HoneyburstErrorOptions, type Stage } from '../../errors.js';
import { retryAfterMs } from '../../retry-after.js';

/** Describes a call, for the message if it fails. */
export interface CallPlace {
  stage: Stage;
  /** The host of the resource. */
  host: string;
  /** The key, which is removed from everything that the service says. */
  key: string;
  /** The environment variable that holds the key. */
  keyVariable: string;
  /** What the call is about, such as the project and iteration. */
  target: string;
}

/** The parts of an error of the SDK or the network that may be shown. The SDK's errors hold the request with its key. */
export interface CallFailure {
  /** Undefined if the service did not answer. */
  status: number | undefined;
  code: string | undefined;
  /** The message of the service or the system, shortened, without keys and signatures. */
  words: string;
  retryAfterMs: number | undefined;
  /** The id that Microsoft's support asks for. */
  requestId: string | undefined;
}

const longestWords = 300;

/** Reads what failed, and leaves out everything that must not be printed. */
export function readFailure(thrown: unknown, key: string): CallFailure {
  const given = thrown as {
    message?: string;
    code?: unknown;
    cause?: { code?: unknown };
    statusCode?: number;
    response?: { status?: number; headers?: { get(name: string): string | undefined } };
  } | null;
  const header = (name: string) => given?.response?.headers?.get(name) ?? undefined;
  const code = given?.code ?? given?.cause?.code;
  return {
    status: given?.statusCode ?? given?.response?.status,
    code: typeof code === 'string' || typeof code === 'number' ? String(code) : undefined,
    words: withoutSecrets(given?.message ?? String(thrown), key)
      .slice(0, longestWords)
      .trim(),
    retryAfterMs: retryAfterMs(header('retry-after')),
    requestId: header('apim-request-id') ?? header('request-id'),
  };
}

/** Removes the key, and the queries of addresses, which may hold signatures. */
function withoutSecrets(text: string, key: string): string {
  const keyless = key === '' ? text : text.replaceAll(key, '***');
  return keyless.replaceAll(/(https?:\/\/[^\s"'<>?]*)\?[^\s"'<>]*/g, '$1?***');
}

/**
 * Classifies every failure of Custom Vision. Key, project and settings are the same for all calls, so an error in them
 * halts the work. If a photo is refused, only that photo fails.
 */
export function toCallError(thrown: unknown, place: CallPlace): HoneyburstError {
  if (thrown instanceof HoneyburstError) return thrown;
  const failure = readFailure(thrown, place.key);
  const { status, code = '', words } = failure;
  const said = `${status ?? 'no answer'}${code && code !== String(status) ? ` ${code}` : ''}${words && `: ${words}`}`;
  const failed = (
    code: ErrorCode,
    message: string,
    options: Pick<HoneyburstErrorOptions, 'retryable' | 'halts'> = {},
  ) =>
    new HoneyburstError(`${message} (${said})`, {
      code,
      stage: place.stage,
      retryAfterMs: failure.retryAfterMs,
      cause: toPlainCause(failure),
      ...options,
    });
  const { host, target, keyVariable } = place;

  if (status === undefined) {
    // If the SDK refuses to send a request, the error has no code.
    if (code === '')
      return failed('custom_vision_refused', `The call about ${target} could not be made`, { halts: true });
    return failed('custom_vision_unavailable', `Custom Vision at ${host} cannot be reached`, {
      retryable: true,
    });
  }
  if (status < 300) {
    return failed(
      'custom_vision_answer_invalid',
      `Custom Vision at ${host} gave an answer that cannot be read`,
      {
        retryable: true,
      },
    );
  }
  if (status === 429) {
    return failed('custom_vision_throttled', `Custom Vision at ${host} gets too many calls`, {
      retryable: true,
    });
  }
  if (status === 408 || status >= 500) {
    return failed('custom_vision_unavailable', `Custom Vision at ${host} has an internal error`, {
      retryable: true,
    });
  }
  if (status === 401 || status === 403) {
    const message = `Custom Vision at ${host} refuses the key: set ${keyVariable} to a key of that resource`;
    return failed('custom_vision_key_refused', message, { halts: true });
  }
  if (status === 404) {
    const unknown = `Custom Vision at ${host} does not know ${target}`;
    return place.stage === 'classify'
      ? failed(
          'custom_vision_not_published',
          `${unknown}: publish it to that resource, or set CUSTOM_VISION_PREDICTION_ENDPOINT to the resource that has it`,
          { halts: true },
        )
      : failed(
          'custom_vision_not_found',
          `${unknown}: check whether it was deleted, and whether CUSTOM_VISION_ENDPOINT is the right resource`,
          {
            halts: true,
          },
        );
  }
  if (status === 413 || code.startsWith('BadRequestImage')) {
    return failed('custom_vision_photo_refused', `Custom Vision at ${host} refuses the photo`);
  }
  return failed('custom_vision_refused', `Custom Vision at ${host} refuses the call about ${target}`, {
    halts: true,
  });
}

/** An error that holds nothing secret, so that it can be printed as it is. */
function toPlainCause({ status, code, words, requestId }: CallFailure): Error {
  return Object.assign(new Error(words), { status, code, requestId });
}
