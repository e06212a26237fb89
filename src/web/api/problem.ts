/** A refusal as the service words it (RFC 9457), or `status` 0 where it could not be reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** What to tell a person about a failure. */
export function explain(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong.';
}
