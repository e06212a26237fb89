/** A host that asks for more is tried again after an hour anyway. */
const longestMs = 3_600_000;

/** The wait that a Retry-After header (seconds or an HTTP date) asks for, in milliseconds from `now`: 0 to one hour. */
export function retryAfterMs(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestMs);
}
