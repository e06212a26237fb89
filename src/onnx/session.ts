/** A value that goes into a graph: the array's type is the element type. */
export interface Feed {
  data: Float32Array | Int8Array | Uint8Array;
  shape: readonly number[];
}

/** The outputs by name: float, or int8 if the graph declares it. */
export type Outputs = Record<string, Float32Array<ArrayBuffer> | Int8Array<ArrayBuffer>>;

/** An output of floats. Throws an Error if there is none of that name. */
export function floatsOf(outputs: Outputs, name: string): Float32Array<ArrayBuffer> {
  const values = outputs[name];
  if (values instanceof Float32Array) return values;
  throw new Error(`the network has no output ${name} of floats`);
}

/** An output of int8. Throws an Error if there is none of that name. */
export function int8sOf(outputs: Outputs, name: string): Int8Array<ArrayBuffer> {
  const values = outputs[name];
  if (values instanceof Int8Array) return values;
  throw new Error(`the network has no output ${name} of int8`);
}

/** A model that is ready to run; see createSession. */
export interface Session {
  /** What computes the model, and why; for the log. */
  readonly runtime: string;
  /** Blocks the thread while it computes. It does not change the feeds. */
  run(feeds: Record<string, Feed>): Promise<Outputs>;
  close(): Promise<void>;
}
