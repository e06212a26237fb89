import { createHash } from 'node:crypto';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convertLayers } from '../../src/backbone/convert.js';
import { buildTaps } from '../../src/backbone/extractor.js';
import { photoSize } from '../../src/backbone/look.js';
import type { Backbone } from '../../src/backbone/network.js';
import { type BackboneChoice, openBackbone } from '../../src/backbone/open-backbone.js';
import { readPackagedFiles } from '../../src/backbone/registry-package.js';
import { readTfjsModel } from '../../src/backbone/tfjs-model.js';
import { Graph } from '../../src/onnx/graph.js';
import { createOperators } from '../../src/onnx/operators.js';
import { silentProgress } from '../../src/progress.js';
import { createRandom } from '../../src/random.js';
import { makeFolder } from '../support/folder.js';
import { createTestServer, type Handler } from '../support/http-server.js';
import { tinyNetwork } from './tiny-network.js';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await makeFolder());
});
afterAll(() => remove());

const open = (choice: BackboneChoice, home = folder) =>
  openBackbone(choice, { home, progress: silentProgress });
const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest('hex');

async function store(name: string, bytes: Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return file;
}

/** What the taps of a backbone give for two photos of noise. */
async function look(backbone: Backbone): Promise<Record<string, Tensor>> {
  const random = createRandom('noise');
  const shape = [2, photoSize, photoSize, 4];
  const pixels = Uint8Array.from({ length: 8 * photoSize ** 2 }, () => random.integer(256));
  const session = await InferenceSession.create(buildTaps(backbone), { logSeverityLevel: 3 });
  return (await session.run({ pixels: new Tensor('uint8', pixels, shape) })) as Record<string, Tensor>;
}

describe('a backbone by path', () => {
  it('gives the same maps as TensorFlow.js files and as an ONNX file', async () => {
    const { json, shards } = readPackagedFiles('mobilenet_v2');
    const half = Math.floor(shards.length / 2);
    const [group] = json.weightsManifest;
    const model = { ...json, weightsManifest: [{ ...group, paths: ['weights-1', 'weights-2'] }] };
    const main = Buffer.from(JSON.stringify(model));
    await store('weights-1', shards.subarray(0, half));
    await store('weights-2', shards.subarray(half));
    const checksum = sha256(main, shards);
    const layers = await open({ backbone: await store('mobile.json', main), sha256: checksum });
    expect(layers).toMatchObject({ name: 'mobile', size: 224, identity: `${checksum} 0..1` });

    const graph = new Graph();
    const ops = createOperators(graph);
    const input = graph.input('photo', 'float', [-1, 3, 224, 224]);
    graph.output('features', convertLayers(ops, readTfjsModel(json, shards).layers, input).features);
    const file = await store('mobile.onnx', graph.toBytes());
    const onnx = await open({ backbone: file, range: '0..1' });
    expect(onnx).toMatchObject({ name: 'mobile', size: 224 });

    const [expected, actual] = [await look(layers), await look(onnx)];
    // The ends of blocks 5, 12 and 15, and the last activation.
    expect(expected.cells?.dims).toEqual([2, 196, 32 + 96]);
    expect(expected.coarse?.dims).toEqual([2, 49, 160]);
    expect(expected.global?.dims).toEqual([2, 1280]);
    for (const [tap, tensor] of Object.entries(expected)) {
      expect(actual[tap]?.dims).toEqual(tensor.dims);
      const values = actual[tap]?.data as Float32Array;
      const far = (tensor.data as Float32Array).filter(
        (value, i) => Math.abs(value - (values[i] as number)) > 1e-3,
      );
      expect(far.length).toBe(0);
    }
  });

  it('may take photos with channels first or last, in the range it was trained on', async () => {
    const first = await store('first.onnx', tinyNetwork());
    const last = await store('last.onnx', tinyNetwork({ channelsLast: true }));
    const [a, b] = [await look(await open({ backbone: first })), await look(await open({ backbone: last }))];
    expect(a.cells?.dims).toEqual([2, 196, 16 + 20]);
    expect(a.cells?.data).toEqual(b.cells?.data);
    const other = await look(await open({ backbone: first, range: '-1..1' }));
    expect(other.cells?.data).not.toEqual(a.cells?.data);
  });

  it('is refused with the reason where it cannot serve', async () => {
    const patched = (patch: (model: InstanceType<typeof onnxProto.onnx.ModelProto>) => void) => {
      const model = onnxProto.onnx.ModelProto.decode(tinyNetwork());
      patch(model);
      return onnxProto.onnx.ModelProto.encode(model).finish();
    };
    const refusals: [string, Uint8Array, RegExp][] = [
      ['text', Buffer.from('hello'), /not an ONNX file/],
      ['list.json', Buffer.from('{"layers": []}'), /not the model.json/],
      ['shallow', tinyNetwork({ strides: 3 }), /no feature maps at 1\/16 and 1\/32/],
      [
        'old',
        patched(({ graph, opsetImport }) => {
          opsetImport[0]!.version = 13;
          graph!.node![1]!.opType = 'Softsign';
        }),
        /Softsign of opset 13 may mean something else in opset 17: export it with opset 17/,
      ],
      [
        'custom',
        patched(({ graph, opsetImport }) => {
          opsetImport.push({ domain: 'com.microsoft', version: 1 });
          Object.assign(graph!.node![1]!, { opType: 'Gelu', domain: 'com.microsoft' });
        }),
        /com\.microsoft\.Gelu/,
      ],
      [
        'broken',
        patched(({ graph }) => {
          graph!.node![0]!.attribute![0]!.ints = [5, 5];
        }),
        /cannot serve as a backbone/,
      ],
    ];
    for (const [name, bytes, reason] of refusals) {
      await expect(open({ backbone: await store(name, bytes) }), name).rejects.toThrow(reason);
    }
    await expect(open({ backbone: join(folder, 'nowhere.onnx') })).rejects.toThrow(
      'neither a file, nor a URL',
    );
    const topology = { modelTopology: { node: [] }, weightsManifest: [{ paths: ['lost'], weights: [] }] };
    const lonely = await store('lonely.json', Buffer.from(JSON.stringify(topology)));
    await expect(open({ backbone: lonely })).rejects.toThrow(/lost cannot be read \(ENOENT\)/);
    const tiny = await store('tiny.onnx', tinyNetwork());
    await expect(open({ backbone: tiny, sha256: 'f'.repeat(64) })).rejects.toThrow(/has the SHA-256/);
    await expect(open({ backbone: tiny, sha256: 'abc' })).rejects.toThrow('no SHA-256');
    await expect(open({ backbone: 'mobilenet-v2', range: '0..1' })).rejects.toThrow('comes with the program');
  });

  it('may be of an older operator set whose operators mean the same', async () => {
    const model = onnxProto.onnx.ModelProto.decode(tinyNetwork());
    model.opsetImport[0]!.version = 11;
    const file = await store('older.onnx', onnxProto.onnx.ModelProto.encode(model).finish());
    expect((await look(await open({ backbone: file }))).coarse?.dims).toEqual([2, 49, 24]);
  });
});

describe('a backbone by URL', () => {
  const bytes = Buffer.from(tinyNetwork());
  const checksum = sha256(bytes);

  it('is fetched once, goes on where it broke off, and is verified', async () => {
    const ranges: (string | undefined)[] = [];
    let allowed = 3000;
    const home = join(folder, 'resumed');
    const part = join(home, 'cache', 'backbones', `${checksum}.partial`, 'model.part');
    const serve: Handler = async (request, response) => {
      ranges.push(request.headers.range);
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      expect(request.headers['if-range']).toBe(from > 0 ? '"v1"' : undefined);
      response.writeHead(from > 0 ? 206 : 200, {
        etag: '"v1"',
        'content-length': bytes.length - from,
        ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
      });
      const end = Math.min(bytes.length, from + allowed);
      response.write(bytes.subarray(from, end));
      if (end === bytes.length) return void response.end();
      // What has come is in the file: a connection that breaks loses what is still on its way.
      await expect.poll(async () => (await stat(part)).size).toBe(end);
      response.destroy();
    };
    const server = await createTestServer({ '/tiny.onnx': serve });
    const choice = { backbone: `${server.url}/tiny.onnx?signature=secret`, sha256: checksum.toUpperCase() };
    const failed = await open(choice, home).catch((error) => error);
    expect(failed).toMatchObject({ code: 'backbone_download_failed', retryable: true });
    expect(failed.message).toMatch(/broke off after 9000 bytes .* continues there/);
    expect(failed.message).not.toContain('secret');
    allowed = bytes.length;
    expect(await open(choice, home)).toMatchObject({ name: 'tiny', size: 64 });
    expect(ranges).toEqual([undefined, 'bytes=3000-', 'bytes=6000-', 'bytes=9000-']);
    expect(await readdir(join(home, 'cache', 'backbones'))).toEqual([checksum]);
    await open(choice, home);
    expect(server.requests()).toBe(4);
  });

  it('starts anew where the server has another file by now', async () => {
    let requests = 0;
    const other = Buffer.concat([bytes, Buffer.from('more')]);
    const serve: Handler = (_request, response) => {
      requests++;
      const now = requests <= 3 ? other : bytes;
      response.writeHead(200, { etag: `"v${requests <= 3 ? 1 : 2}"`, 'content-length': now.length });
      if (requests <= 3) response.write(now.subarray(0, 100), () => response.destroy());
      else response.end(now);
    };
    const server = await createTestServer({ '/tiny.onnx': serve });
    const choice = { backbone: `${server.url}/tiny.onnx`, sha256: checksum };
    const home = join(folder, 'changed');
    await expect(open(choice, home)).rejects.toThrow('broke off');
    expect(await open(choice, home)).toMatchObject({ name: 'tiny' });
  });

  it('may be a TensorFlow.js model whose shards lie beside it', async () => {
    const { json, shards } = readPackagedFiles('mobilenet_v2');
    const [group] = json.weightsManifest;
    const main = Buffer.from(
      JSON.stringify({ ...json, weightsManifest: [{ ...group, paths: ['w/a.bin'] }] }),
    );
    const server = await createTestServer({ '/net/model.json': main, '/net/w/a.bin': shards });
    const choice = { backbone: `${server.url}/net/model.json`, sha256: sha256(main, shards) };
    expect(await open(choice)).toMatchObject({ name: 'net', size: 224 });
  });

  it('is not used without its checksum, with another one, or where there is none', async () => {
    const server = await createTestServer({ '/tiny.onnx': bytes });
    await expect(open({ backbone: `${server.url}/tiny.onnx` })).rejects.toThrow('--backbone-sha256');
    const wrong = { backbone: `${server.url}/tiny.onnx`, sha256: '0'.repeat(64) };
    const home = join(folder, 'wrong');
    await expect(open(wrong, home)).rejects.toMatchObject({ code: 'backbone_checksum' });
    expect(await readdir(join(home, 'cache', 'backbones'))).toEqual([]);
    const missing = { backbone: `${server.url}/none.onnx`, sha256: checksum };
    await expect(open(missing, home)).rejects.toThrow(/none.onnx is answered with HTTP status 404/);
    const nobody = { backbone: 'http://127.0.0.1:1/tiny.onnx', sha256: checksum };
    await expect(open(nobody, home)).rejects.toThrow(/cannot be reached/);
  });
});
