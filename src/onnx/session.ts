/** A value that goes into a graph: the array's type is the element type. */
export interface Feed {
  data: Float32Array | Int8Array | Uint8Array;
  shape: readonly number[];
}

/** What comes out: float, or int8 where the graph declares it so. */
export type Outputs = Record<string, Float32Array<ArrayBuffer> | Int8Array<ArrayBuffer>>;

/** A model that is ready to run; see createSession. */
export interface Session {
  /** What computes, and why, for the log. */
  readonly runtime: string;
  /** Blocks the thread for as long as it computes. The feeds are left as they are. */
  run(feeds: Record<string, Feed>): Promise<Outputs>;
  close(): Promise<void>;
}
