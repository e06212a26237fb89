import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import onnxProto from 'onnx-proto';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { photoSize } from '../../../src/backbone/look.js';
import { parseConfig } from '../../../src/config/config.js';
import { modelInformation } from '../../../src/custom-vision/server/domain.js';
import { createTagEngine, type TagEngine } from '../../../src/custom-vision/tags/tag-engine.js';
import type { TagsType, TrainingImage } from '../../../src/custom-vision/tags/tagged-image.js';
import type { TrainedTags } from '../../../src/custom-vision/tags/train-tags.js';
import { HoneyburstError } from '../../../src/errors.js';
import { createLog } from '../../../src/log.js';
import { preparePhoto } from '../../../src/photo/decode.js';
import { letterbox } from '../../../src/photo/letterbox.js';
import { makeFolder } from '../../support/folder.js';
import { drawPhoto, drawTraining } from './drawn-photos.js';

const { photo: limits } = parseConfig({});
const log = createLog('silent');
const kinds: Record<TagsType, readonly (readonly number[])[]> = {
  Multiclass: [[0], [1]],
  Multilabel: [[0], [1], [0, 1]],
};
const tags = ['tag 0', 'tag 1'];

let engine: TagEngine;
let home: string;
let remove: () => Promise<void>;
const images = {} as Record<TagsType, TrainingImage[]>;
const trained = {} as Record<TagsType, TrainedTags>;
beforeAll(async () => {
  ({ folder: home, remove } = await makeFolder());
  engine = createTagEngine({ home, threads: 2, limits, log });
  for (const type of ['Multiclass', 'Multilabel'] as const) {
    images[type] = await drawTraining(kinds[type], 5);
    trained[type] = await engine.train(images[type], { tags, type });
  }
});
afterAll(async () => {
  await engine.close();
  await remove();
});

/** Whether each tag is given half or more exactly where the photo bears it. */
function isRight(probabilities: Float32Array, tags: readonly number[]): boolean {
  return probabilities.every((probability, tag) => probability >= 0.5 === tags.includes(tag));
}

describe.each(['Multiclass', 'Multilabel'] as const)('%s tags', (type) => {
  const model = () => ({ id: type, load: async () => trained[type].head });

  it('are learnt from five photos each, and photos held back are answered by a head that has not seen them', () => {
    const { heldBack, seconds } = trained[type];
    expect(seconds).toBeGreaterThan(0);
    expect(heldBack).toHaveLength(images[type].length);
    const right = heldBack.filter(({ probabilities }, row) =>
      isRight(probabilities, images[type][row]!.tags),
    );
    expect(right.length / heldBack.length).toBeGreaterThanOrEqual(type === 'Multiclass' ? 0.9 : 0.7);
    for (const { probabilities } of heldBack) {
      expect(probabilities).toHaveLength(tags.length);
      if (type === 'Multiclass') expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      for (const probability of probabilities) {
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1);
      }
    }
    expect(new Set(heldBack.map(({ fold }) => fold))).toEqual(new Set([0, 1, 2, 3]));
  });

  it('are told apart on photos never seen', async () => {
    const answers = await Promise.all(
      kinds[type].map(async (own) => isRight(await engine.score(model(), await drawPhoto(own, 'new')), own)),
    );
    expect(answers.filter(Boolean).length).toBeGreaterThanOrEqual(kinds[type].length - 1);
  });

  it('are answered by the exported network as by the engine, once the photo is letterboxed with -1', async () => {
    const zip = await exportTags(type);
    const session = await InferenceSession.create(await readEntry(zip, 'model.onnx'), {
      logSeverityLevel: 3,
    });
    for (const own of kinds[type]) {
      const photo = await drawPhoto(own, 'exported');
      const data = await toPlanes(photo);
      const { model_output } = await session.run({
        data: new Tensor('float32', data, [1, 3, photoSize, photoSize]),
      });
      expect(model_output?.dims).toEqual([1, tags.length]);
      const expected = await engine.score(model(), photo);
      expected.forEach((probability, tag) => {
        expect(Math.abs((model_output!.data[tag] as number) - probability)).toBeLessThan(1e-3);
      });
    }
    await session.release();
  });
});

it('the same images, options and seed give the same bytes in another home', async () => {
  const { folder, remove: removeOther } = await makeFolder();
  const other = createTagEngine({ home: folder, threads: 2, limits, log });
  const again = await other.train(images.Multiclass, { tags, type: 'Multiclass' });
  await other.close();
  await removeOther();
  expect(Buffer.from(again.head).equals(trained.Multiclass.head)).toBe(true);
});

it('a photo that was learnt from before is not loaded again, and gives the same', async () => {
  const unloadable = images.Multilabel.map((image) => ({
    ...image,
    load: () => Promise.reject(new Error('loaded')),
  }));
  const again = await engine.train(unloadable, { tags, type: 'Multilabel' });
  expect(Buffer.from(again.head).equals(trained.Multilabel.head)).toBe(true);
  expect(again.heldBack).toEqual(trained.Multilabel.heldBack);
});

describe('what is exported', () => {
  let zip: Buffer;
  beforeAll(async () => {
    zip = await exportTags('Multiclass');
  });

  it('is laid out as the service does it', async () => {
    expect(await readNames(zip)).toEqual([
      'model.onnx',
      'labels.txt',
      'cvexport.manifest',
      'metadata_properties.json',
      'LICENSE',
    ]);
    expect((await readEntry(zip, 'labels.txt')).toString()).toBe('tag 0\ntag 1');
    const manifest = (await readEntry(zip, 'cvexport.manifest')).toString();
    expect(manifest.split('\r\n')).toHaveLength(manifest.split('\n').length);
    const model = await readEntry(zip, 'model.onnx');
    expect(JSON.parse(manifest)).toEqual({
      DomainType: 'Classification',
      Platform: 'ONNX',
      Flavor: null,
      ExporterVersion: '2.0',
      ExportedDate: '2026-01-02T03:04:05.0060000Z',
      IterationId: 'cedbe897-b4b0-4b13-ac1d-bf824ecca388',
      ModelFileName: 'model.onnx',
      LabelFileName: 'labels.txt',
      MetadataPropsFileName: 'metadata_properties.json',
      ModelFileSHA1: createHash('sha1').update(model).digest('hex'),
      SchemaVersion: '1.0',
    });
    expect((await readEntry(zip, 'LICENSE')).toString()).toContain('Infinite Red');
  });

  it('is as large as domains say', async () => {
    const model = await readEntry(zip, 'model.onnx');
    expect(Math.round(model.length / 1e6)).toBe(modelInformation.estimatedModelSizeInMegabytes);
  });

  it('says in the network and beside it what to put in', async () => {
    const { metadataProps } = onnxProto.onnx.ModelProto.decode(await readEntry(zip, 'model.onnx'));
    const stated = Object.fromEntries(metadataProps.map(({ key, value }) => [key, value]));
    expect(stated).toMatchObject({
      'Image.BitmapPixelFormat': 'Rgb8',
      'Image.NominalPixelRange': 'NominalRange_0_255',
      'CustomVision.Preprocess.TargetWidth': '320',
      'CustomVision.Postprocess.Method': 'ClassificationMultiClass',
      'Honeyburst.Padding': expect.stringContaining('below 0'),
    });
    expect(JSON.parse((await readEntry(zip, 'metadata_properties.json')).toString())).toEqual(stated);
  });

  it('takes several photos at once, also such as were squashed', async () => {
    const session = await InferenceSession.create(await readEntry(zip, 'model.onnx'), {
      logSeverityLevel: 3,
    });
    const photos = await Promise.all(kinds.Multiclass.map((own) => drawPhoto(own, 'squashed')));
    const data = new Float32Array(photos.length * 3 * photoSize ** 2);
    for (const [index, photo] of photos.entries()) data.set(await squash(photo), index * 3 * photoSize ** 2);
    const { model_output } = await session.run({
      data: new Tensor('float32', data, [photos.length, 3, photoSize, photoSize]),
    });
    await session.release();
    const answers = model_output!.data as Float32Array;
    expect(answers[0]).toBeGreaterThan(0.5);
    expect(answers[3]).toBeGreaterThan(0.5);
  });
});

describe('a tag engine', () => {
  it('opens a head once for two who ask at once, and again where loading failed', async () => {
    const { head } = trained.Multiclass;
    const photo = await drawPhoto([0], 'head');
    let loads = 0;
    const load = async () => {
      if (loads++ === 0) throw new Error('the database is away');
      return head;
    };
    await expect(engine.score({ id: 'flaky', load }, photo)).rejects.toThrow('the database is away');
    const [first, second] = await Promise.all([1, 2].map(() => engine.score({ id: 'flaky', load }, photo)));
    expect(first).toEqual(second);
    expect(loads).toBe(2);
  });

  it('says so where a head is damaged', async () => {
    const load = async () => new Uint8Array(100).fill(7);
    const score = engine.score({ id: 'damaged', load }, await drawPhoto([0], 'head'));
    await expect(score).rejects.toMatchObject({ code: 'model_damaged', stage: 'model' });
  });

  it('refuses photos that cannot be used', async () => {
    const load = () => Promise.reject(new Error('not needed'));
    const photo = await drawPhoto([0, 1], 'hostile');
    for (const [bytes, code] of [
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'photo_not_an_image'],
      [Buffer.alloc(0), 'photo_not_an_image'],
      [photo.subarray(0, photo.length / 2), expect.stringMatching(/^photo_(truncated|undecodable)$/)],
    ] as const) {
      const error = await engine.score({ id: 'any', load }, bytes).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(HoneyburstError);
      expect(error).toMatchObject({ stage: 'decode', code, retryable: false });
    }
  });

  it('refuses to learn from what cannot be judged', async () => {
    const few = await drawTraining([[0], [1]], 2);
    const train = (chosen: readonly TrainingImage[], tags: readonly string[]) =>
      engine.train(chosen, { tags, type: 'Multiclass' });
    const untrainable = { code: 'tags_untrainable', stage: 'train' };
    await expect(train(few.slice(1), tags)).rejects.toMatchObject({
      ...untrainable,
      message: expect.stringContaining('The tag tag 0 has too few photos (1)'),
    });
    await expect(train(few, tags.slice(1))).rejects.toMatchObject(untrainable);
    await expect(train(await drawTraining([[0, 1]], 4), tags)).rejects.toMatchObject(untrainable);
    const broken = { ...few[0]!, sha256: '0'.repeat(64), load: async () => Buffer.from('no photo') };
    await expect(train([...few, broken], tags)).rejects.toMatchObject({
      code: 'photo_not_an_image',
      stage: 'train',
      message: expect.stringContaining('000000'),
    });
  });

  it('refuses everything once it is closed', async () => {
    const closed = createTagEngine({ home, threads: 1, limits, log });
    await closed.close();
    const load = () => Promise.reject(new Error('not needed'));
    const refused = { code: 'inference_failed', retryable: true };
    await expect(closed.score({ id: 'any', load }, await drawPhoto([0], 'any'))).rejects.toMatchObject(
      refused,
    );
    await expect(closed.train([], { tags: [], type: 'Multiclass' })).rejects.toMatchObject(refused);
  });
});

function exportTags(type: TagsType): Promise<Buffer> {
  return engine.exportOnnx({
    head: trained[type].head,
    labels: tags,
    type,
    iterationId: 'cedbe897-b4b0-4b13-ac1d-bf824ecca388',
    domain: 'General (compact)',
    exportedAt: new Date('2026-01-02T03:04:05.006Z'),
  });
}

async function readNames(zip: Buffer): Promise<string[]> {
  const names: string[] = [];
  for await (const { fileName } of (await fromBufferPromise(zip)).eachEntry()) names.push(fileName);
  return names;
}

async function readEntry(zip: Buffer, name: string): Promise<Buffer> {
  const file = await fromBufferPromise(zip);
  for await (const entry of file.eachEntry()) {
    if (entry.fileName === name) return buffer(await file.openReadStreamPromise(entry));
  }
  throw new Error(`the zip has no ${name}`);
}

/** What a client puts in who letterboxes as the server does. */
async function toPlanes(photo: Buffer): Promise<Float32Array> {
  const prepared = await preparePhoto(photo, { kind: 'pixels', size: photoSize }, limits);
  const data = letterbox(prepared, photoSize);
  const area = photoSize ** 2;
  return Float32Array.from({ length: 3 * area }, (_, i) => {
    const pixel = (i % area) * 4;
    return data[pixel + 3] === 0 ? -1 : data[pixel + Math.floor(i / area)]!;
  });
}

/** What a client puts in who squashes the photo, as Microsoft's samples do. */
async function squash(photo: Buffer): Promise<Float32Array> {
  const pixels = await sharp(photo)
    .removeAlpha()
    .resize(photoSize, photoSize, { fit: 'fill' })
    .raw()
    .toBuffer();
  const area = photoSize ** 2;
  return Float32Array.from({ length: 3 * area }, (_, i) => pixels[(i % area) * 3 + Math.floor(i / area)]!);
}
