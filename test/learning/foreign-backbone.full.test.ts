import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { photoSize } from '../../src/backbone/look.js';
import { readModelFolder } from '../../src/classifier/model-folder.js';
import { readModelGraph } from '../../src/classifier/model-graph.js';
import { onnxBackend } from '../../src/classifier/onnx-backend.js';
import { parseConfig } from '../../src/config/config.js';
import { readDataset } from '../../src/learning/dataset/read-dataset.js';
import { trainModel } from '../../src/learning/train.js';
import { silentProgress } from '../../src/progress.js';
import { createSampleCatalogue } from '../../src/sample/catalogue.js';
import { writeSampleCatalogue } from '../../src/sample/write-catalogue.js';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';
import { tinyNetwork } from '../backbone/tiny-network.js';
import { makeFolder } from '../support/folder.js';
import { createTestServer } from '../support/http-server.js';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await makeFolder());
});
afterAll(() => remove());

describe('a model on a backbone from a URL', () => {
  it('is trained, is the same twice, and needs nothing but its folder to predict', async () => {
    const catalogue = createSampleCatalogue({ seed: 5, labelledGuitars: 24, listings: 1 });
    const { labels } = await writeSampleCatalogue(catalogue, { folder, baseUrl: 'http://127.0.0.1/' });
    const dataset = await readDataset(labels, await loadBuiltInTaxonomy());
    const network = Buffer.from(tinyNetwork());
    const server = await createTestServer({ '/nets/tiny.onnx': network });
    const train = (home: string) =>
      trainModel(
        dataset,
        {
          name: 'foreign',
          epochs: 1,
          backbone: `${server.url}/nets/tiny.onnx`,
          backboneSha256: createHash('sha256').update(network).digest('hex'),
          backboneInput: '-1..1',
        },
        { home: join(folder, home), threads: 2, limits: parseConfig({}).photo, progress: silentProgress },
      );
    const first = await train('first');
    const second = await train('second');
    expect(second.checksum).toBe(first.checksum);
    expect((await train('first')).checksum).toBe(first.checksum);
    expect(server.requests()).toBe(2);

    const model = await readModelFolder(first.folder, [onnxBackend]);
    expect(model.description.backbone).toMatchObject({ name: 'tiny' });
    const session = await InferenceSession.create(await readModelGraph(model), { logSeverityLevel: 3 });
    const pixels = new Uint8Array(2 * photoSize ** 2 * 4).fill(255);
    const outputs = await session.run({ pixels: new Tensor('uint8', pixels, [2, photoSize, photoSize, 4]) });
    expect(outputs.families?.dims).toEqual([2, model.description.families.length]);
  });

  it('is refused before any photo is read where its checksum is missing', async () => {
    await writeFile(
      join(folder, 'labels.csv'),
      'file,family\na.jpg,red\nb.jpg,blue\nc.jpg,blue\nd.jpg,red\ne.jpg,red\n',
    );
    const dataset = await readDataset(join(folder, 'labels.csv'), await loadBuiltInTaxonomy());
    const options = { name: 'foreign', backbone: 'http://127.0.0.1/tiny.onnx' };
    const dependencies = {
      home: folder,
      threads: 1,
      limits: parseConfig({}).photo,
      progress: silentProgress,
    };
    await expect(trainModel(dataset, options, dependencies)).rejects.toThrow('--backbone-sha256');
  });
});
