import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Backbone, readProjections } from '../backbone/backbone.js';
import { buildExtractor } from '../backbone/extractor.js';
import { createRandom } from '../random.js';
import { type FitDependencies, fitProjections, hashFiles } from './fit-projections.js';

/** Photos that the projections of a foreign backbone are fitted on. */
const photoCount = 800;
/** To be raised when the fitting or the extractor changes, so that the cache is not used. */
const version = 1;

/**
 * The feature extractor of any backbone as ONNX. Projections of one that does not come with the program are
 * fitted on photos out of `files`, without labels; the outcome is kept under `home` by backbone and photos, so that
 * a second training gives the same bytes at once.
 */
export async function prepareExtractor(
  backbone: Backbone,
  files: readonly string[],
  { home, ...dependencies }: FitDependencies & { home: string },
): Promise<Uint8Array> {
  if (backbone.identity === undefined) return buildExtractor(backbone, readProjections(backbone.name));
  const chosen = createRandom('projection').shuffle(files).slice(0, photoCount);
  const key = createHash('sha256').update(
    JSON.stringify([version, backbone.identity, await hashFiles(chosen)]),
  );
  const folder = join(home, 'cache', 'extractors');
  const place = join(folder, `${key.digest('hex')}.onnx`);
  const stored = await readFile(place).catch(() => undefined);
  if (stored) return stored;
  const extractor = buildExtractor(backbone, await fitProjections(backbone, chosen, dependencies));
  await mkdir(folder, { recursive: true });
  await writeFile(`${place}.${process.pid}`, extractor);
  await rename(`${place}.${process.pid}`, place);
  return extractor;
}
