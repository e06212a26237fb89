/** A row of the ledger on its way to the queue. */
export interface Dispatch {
  enrichmentId: number;
  /** How often the row has been put on the queue, this time included. */
  dispatches: number;
  /** Lower goes first; from 1. */
  priority: number;
  /** W3C trace context of what put the row on the ledger. */
  traceParent?: string | null;
}

/** What the ledger needs of a queue. */
export interface DispatchQueue {
  /** Adds all at once; a dispatch that is on the queue already is left as it is. */
  add(dispatches: readonly Dispatch[]): Promise<void>;
  /** Jobs that wait, also for another try, or are being worked on. */
  depth(): Promise<number>;
  /** Those of the given ones that the queue does not hold; with `waiting`, also those that a worker has taken. */
  missing<T extends Pick<Dispatch, 'enrichmentId' | 'dispatches'>>(
    dispatches: readonly T[],
    options?: { waiting?: boolean },
  ): Promise<T[]>;
}
