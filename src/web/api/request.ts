import { Problem } from './problem.js';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** Longest time to wait for an answer. */
const timeoutMs = 20_000;

/** Sends a request with the session's cookie. Throws a Problem on an error answer and when nothing answers. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const { method = 'GET', body, signal } = options;
  const response = await fetch(path, {
    method,
    // Tells the service that the request comes from this page and not from a form on another site.
    headers: {
      'x-honeyburst': 'page',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new Problem(0, 'The service cannot be reached. Check the connection and try again.');
  });
  if (!response.ok) throw await toProblem(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function toProblem(response: Response): Promise<Problem> {
  const details = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const text = details.detail ?? details.title;
  const message = typeof text === 'string' ? text : `The service answered ${response.status}.`;
  return new Problem(response.status, message, details);
}
