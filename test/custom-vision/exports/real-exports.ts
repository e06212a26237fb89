import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelJson } from '../../../src/backbone/tfjs-model.js';
import { randomWeights } from './random-weights.js';

/** Files of real exports but for their weights: ../shared/customvision/exports, absent on most machines. */
export const exportsFolder = fileURLToPath(
  new URL('../../../../shared/customvision/exports', import.meta.url),
);
export const exportsPresent = await stat(exportsFolder).then(
  () => true,
  () => false,
);
export const whyAbsent = '(../shared/customvision/exports, skipped where absent)';

/** Two ways in which a shuffle of channels may be written: per photo, or per row of each photo. */
export type Shuffle = 'photo' | 'row';

/** Height and channels of the blocks of General (compact), a ShuffleNet V2 (https://arxiv.org/abs/1807.11164). */
const blocks = [
  { side: 28, channels: 116 },
  { side: 14, channels: 232 },
  { side: 7, channels: 464 },
];

/** What constants of General (compact) must be, by name. */
function ofGeneralCompact(shuffle: Shuffle) {
  return (name: string): number[] | number | undefined => {
    const { side, channels } = blocks[Number(/^block(\d)/.exec(name)?.[1] ?? 0)]!;
    const half = channels / 2;
    if (name.endsWith('paddings')) return [0, 0, 1, 1, 1, 1, 0, 0];
    if (name.endsWith('axis')) return [3];
    // The answers are not to be all or nothing.
    if (name === 'fc/weights') return 0.0005;
    if (name === 'fc/Reshape/shape') return [-1, 1024];
    if (name.endsWith('reshape0/shape')) return [-1, shuffle === 'photo' ? side * side : side, 2, half];
    if (name.endsWith('perm')) return [0, 1, 3, 2];
    if (name.endsWith('reshape1/shape')) return [-1, side, side, channels];
    if (name.endsWith('Slice0/begin')) return [0, 0, 0, 0];
    if (name.endsWith('Slice1/begin')) return [0, 0, 0, half];
    if (name.endsWith('Slice0/size')) return [-1, -1, -1, half];
    // From 0..255 to about -2..2, otherwise in each channel: so the order of the colours matters.
    if (name.includes('Rsqrt')) return [0.02, 0.016, 0.012];
    if (name.includes('data_bn')) return [-2, -1.8, -1.6];
    return undefined;
  };
}

/** What constants of General (compact) [S1] must be: squeeze and excitation with hard sigmoids. */
function ofS1(name: string): number[] | undefined {
  if (name.endsWith('reduction_indices')) return [1, 2];
  if (name === 'Const') return [0, 0, 1, 1, 1, 1, 0, 0];
  if (name === 'Const_1') return [0, 0, 2, 2, 2, 2, 0, 0];
  if (name === 'mean_value') return [-128];
  if (name === 'scalar_3') return [3];
  if (name.endsWith('sigmoid_recip')) return [1 / 6];
  return undefined;
}

export const generalCompact = 'tfjs-general-compact-2021';
export const s1 = 'tfjs-general-compact-s1-2023';

/** A real TensorFlow.js export with random weights. */
export async function readRealExport(
  name: typeof generalCompact | typeof s1,
  shuffle: Shuffle = 'photo',
): Promise<Map<string, Buffer>> {
  const folder = join(exportsFolder, name);
  const files = new Map<string, Buffer>();
  for (const file of await readdir(folder)) files.set(file, await readFile(join(folder, file)));
  const json = JSON.parse(files.get('model.json')!.toString()) as ModelJson;
  const manifest = json.weightsManifest.flatMap(({ weights }) => weights);
  const stated = name === s1 ? ofS1 : ofGeneralCompact(shuffle);
  return files.set('weights.bin', randomWeights(manifest, stated));
}
