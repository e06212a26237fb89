import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config/config.js';
import { preparePhoto } from '../../src/photo/decode.js';
import { createPhotoFetcher } from '../../src/photo/fetch.js';
import type { PhotoInput } from '../../src/photo/photo.js';
import { photo } from '../enrichment/catalogue.js';
import { testLog } from '../support/database.js';
import { createTestServer } from '../support/http-server.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is still held once all that can go is gone: the heap, and the pixels beside it. */
async function held(): Promise<{ heap: number; buffers: number }> {
  for (let n = 0; n < 3; n++) {
    // Finalizers and closing sockets get their turn between.
    await new Promise((resolve) => setTimeout(resolve, 20));
    collectGarbage();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers };
}

it('2,000 photos, fetched and decoded in one process, leave nothing behind', async () => {
  const image = await photo('fiesta-red');
  const { url, host } = await createTestServer((request, response) => {
    // Each host misbehaves now and then: what failed must not be held either.
    if (request.url!.endsWith('7')) response.writeHead(404).end();
    else response.end(request.url!.endsWith('3') ? image.subarray(0, 200) : image);
  });
  const limits = { ...parseConfig({}).photo, allowHosts: [host] };
  const fetcher = createPhotoFetcher(limits, { log: testLog });
  onTestFinished(() => fetcher.close());
  const input: PhotoInput = { kind: 'pixels', size: 224, fit: 'letterbox' };
  let decoded = 0;
  const work = async (from: number, count: number) => {
    for (let n = from; n < from + count; n += 8) {
      const take = async (i: number) => {
        const { bytes } = await fetcher.fetch(`${url}/${n + i}`);
        await preparePhoto(bytes, input, limits);
        decoded++;
      };
      await Promise.all(Array.from({ length: 8 }, (_, i) => take(i).catch(() => {})));
    }
  };
  // Compiled code and pools reach their size first.
  await work(0, 400);
  const before = await held();
  await work(400, 2000);
  const after = await held();
  expect(decoded).toBe((2400 * 8) / 10);
  // 500 bytes a listing, where one address of a photo is 100 and the pixels of one are 150,000.
  expect(after.heap - before.heap).toBeLessThan(1_000_000);
  expect(after.buffers - before.buffers).toBeLessThan(1_000_000);
});
