/**
 * A costly read that many callers share: all calls while it runs, or within `keptMs` of its start, get the same answer. A
 * failure is not kept.
 */
export function createSharedRead<T>(read: () => Promise<T>, keptMs: number): () => Promise<T> {
  let shared: { since: number; answer: Promise<T> } | undefined;
  return () => {
    if (shared && performance.now() - shared.since < keptMs) return shared.answer;
    const answer = read();
    const own = { since: performance.now(), answer };
    shared = own;
    answer.catch(() => {
      if (shared === own) shared = undefined;
    });
    return answer;
  };
}
