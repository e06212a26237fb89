import { fileURLToPath } from 'node:url';

/** The checkout; this file runs as build/bench/rig/paths.js. */
const root = new URL('../../../', import.meta.url);

export const program = fileURLToPath(new URL('bin/honeyburst.js', root));
export const referenceModel = fileURLToPath(new URL('data/reference', root));

/** The path of a compiled file of bench/. */
export function benchFile(path: string): string {
  return fileURLToPath(new URL(`build/bench/${path}`, root));
}
