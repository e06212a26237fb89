/**
 * What the Custom Vision compatible server refuses, in the service's own terms: an HTTP status, and a code of the
 * specification's `CustomVisionErrorCodes`. Its message goes to the client: never a key, never an inner error.
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
