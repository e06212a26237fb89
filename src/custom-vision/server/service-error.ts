/**
 * A refused request, in the terms of Custom Vision: an HTTP status, and a code of the specification's
 * `CustomVisionErrorCodes`. The message is sent to the client, so it must hold no key and no inner error.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
