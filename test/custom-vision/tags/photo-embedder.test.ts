import { afterAll, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/config.js';
import { createPhotoEmbedder } from '../../../src/custom-vision/tags/photo-embedder.js';
import { createLog } from '../../../src/log.js';
import { drawPhoto } from './drawn-photos.js';

const embedder = createPhotoEmbedder({
  threads: 1,
  limits: parseConfig({}).photo,
  log: createLog('silent'),
});
afterAll(() => embedder.close());

it('a photo that comes again, or twice at once, is computed once', async () => {
  const photo = await drawPhoto([0, 1], 'again');
  const [first, second] = await Promise.all([embedder.embed(photo), embedder.embed(Buffer.from(photo))]);
  expect(second).toBe(first);
  expect(await embedder.embed(Buffer.from(photo))).toBe(first);
  const other = await embedder.embed(await drawPhoto([1, 0], 'other'));
  expect(other.colour).not.toEqual(first.colour);
});
