/** Work that goes on in the background of `serve`. */
export interface Background {
  /** Says that there is work; it is also looked for now and then. */
  wake(): void;
  /** Resolves once nothing runs any more; work under way is left to be taken up again. */
  close(): Promise<void>;
}
