/** An error answer of the service (RFC 9457); `status` is 0 if the service could not be reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** The message to show for an error. */
export function explain(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong.';
}
