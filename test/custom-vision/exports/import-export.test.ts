import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { PhotoScores } from '../../../src/classifier/classifier.js';
import { createLocalClassifier } from '../../../src/classifier/local.js';
import type { LocalModel } from '../../../src/classifier/local-model.js';
import { readModelFolder } from '../../../src/classifier/model-folder.js';
import { onnxBackend } from '../../../src/classifier/onnx-backend.js';
import { type ImportOptions, importExport } from '../../../src/custom-vision/exports/import-export.js';
import { letterbox } from '../../../src/photo/letterbox.js';
import type { PixelInput } from '../../../src/photo/photo.js';
import { loadBuiltInTaxonomy } from '../../../src/taxonomy/built-in.js';
import { describeClassifier, preparePhotos } from '../../support/classifier-contract.js';
import { makeFolder } from '../../support/folder.js';
import { bgr, type OnnxExportOptions, onnxExport, onnxNetwork, rgb } from './onnx-export.js';
import { exportsPresent, generalCompact, readRealExport, whyAbsent } from './real-exports.js';
import { teachableMachineExport } from './teachable-machine.js';
import { writeZip } from './zip-file.js';

const { folder: home, remove } = await makeFolder();
afterAll(remove);
const taxonomy = await loadBuiltInTaxonomy();

const take = (path: string, options: Partial<ImportOptions> = {}) =>
  importExport(path, { threshold: 0.9, ...options }, { home, taxonomy });
let count = 0;
const zip = (files: ReadonlyMap<string, Buffer>) => writeZip(join(home, `Export ${count++}.zip`), files);
const takeOnnx = async (options: OnnxExportOptions) => take(await zip(onnxExport(options)));

async function classify(
  model: LocalModel,
  engine: 'onnx' | 'tensorflow' = 'onnx',
): Promise<{ scores: PhotoScores[]; photos: Uint8Array[] }> {
  const classifier = await createLocalClassifier(model, { threads: 1, engine });
  onTestFinished(() => classifier.close());
  const photos = await preparePhotos(classifier);
  const { size } = classifier.input as PixelInput;
  return {
    scores: await classifier.classify(photos),
    photos: photos.map((photo) => letterbox(photo, size)),
  };
}

/** What ONNX Runtime says of a network as it was exported, photo by photo; `channels` in the order that it takes. */
async function answers(
  network: Buffer,
  output: string,
  photos: readonly Uint8Array[],
  { channels, padding }: { channels: readonly number[]; padding?: number },
): Promise<number[][]> {
  const session = await InferenceSession.create(network, { logSeverityLevel: 4 });
  onTestFinished(() => session.release());
  const rows: number[][] = [];
  for (const data of photos) {
    const area = data.length / 4;
    const side = Math.sqrt(area);
    const values = Float32Array.from({ length: 3 * area }, (_, i) => {
      const pixel = (i % area) * 4;
      const value = data[pixel + channels[Math.floor(i / area)]!]!;
      return padding !== undefined && data[pixel + 3] === 0 ? padding : value;
    });
    const outputs = await session.run({ data: new Tensor('float32', values, [1, 3, side, side]) }, [output]);
    rows.push([...(outputs[output]!.data as Float32Array)]);
  }
  return rows;
}

function largestDifference(scores: readonly PhotoScores[], expected: readonly number[][]): number {
  return Math.max(
    ...scores.flatMap(({ coarse }, photo) =>
      [...coarse].map((value, i) => Math.abs(value - expected[photo]![i]!)),
    ),
  );
}

const families = ['black', 'red', 'blue', 'sunburst'];

describe('an ONNX export', () => {
  it.each([
    ['made for one photo at a time', { single: true }],
    ['made for any number', { single: false }],
  ])('%s answers as ONNX Runtime does on the same pixels, its colours in its own order', async (_, how) => {
    const options = { labels: families, metadata: bgr, ...how };
    const { model, warnings } = await takeOnnx(options);
    expect(warnings).toEqual([]);
    expect(model.description).toMatchObject({
      input: { kind: 'pixels', size: 32, fit: { shorterSide: 256 } },
      families,
      finishes: [],
      backbone: { name: 'custom-vision-32' },
    });
    const { scores, photos } = await classify(model);
    const network = onnxNetwork({ ...options, single: true });
    const expected = await answers(network, 'model_output', photos, { channels: [2, 1, 0] });
    expect(largestDifference(scores, expected)).toBeLessThan(1e-5);
    const reversed = await answers(network, 'model_output', photos, { channels: [0, 1, 2] });
    expect(largestDifference(scores, reversed)).toBeGreaterThan(0.05);
    expect(
      Math.max(
        ...(await classify(model, 'tensorflow')).scores.flatMap(({ coarse }, photo) =>
          [...coarse].map((value, i) => Math.abs(value - scores[photo]!.coarse[i]!)),
        ),
      ),
    ).toBeLessThan(1e-4);
  });

  it('of an old operator set is cut before the map from labels to probabilities', async () => {
    const options = { labels: families, old: true };
    const { model } = await takeOnnx(options);
    const { scores, photos } = await classify(model);
    const network = onnxNetwork({ labels: families });
    const expected = await answers(network, 'model_output', photos, { channels: [2, 1, 0] });
    expect(largestDifference(scores, expected)).toBeLessThan(1e-5);
  });

  it('of our own server sees as padding what is no photo', async () => {
    const options = { labels: families, single: false, metadata: { ...rgb, 'Honeyburst.Padding': '-1' } };
    const { model } = await takeOnnx(options);
    expect(model.description.input).toEqual({ kind: 'pixels', size: 32, fit: 'letterbox' });
    const { scores, photos } = await classify(model);
    const network = onnxNetwork({ ...options, single: true });
    const how = { channels: [0, 1, 2], padding: -1 };
    const expected = await answers(network, 'model_output', photos, how);
    expect(largestDifference(scores, expected)).toBeLessThan(1e-5);
    const white = await answers(network, 'model_output', photos, { channels: [0, 1, 2] });
    expect(largestDifference(scores, white)).toBeGreaterThan(0.01);
  });

  it('takes values from 0 to 1, with a warning, where it does not say what it takes', async () => {
    const { model, warnings } = await takeOnnx({ labels: families, metadata: {} });
    expect(warnings).toEqual([expect.stringMatching(/BitmapPixelFormat.*RGB.*NominalPixelRange.*0 to 1/)]);
    const { scores } = await classify(model);
    const { scores: bright } = await classify((await takeOnnx({ labels: families, metadata: rgb })).model);
    expect(
      Math.max(...scores.map((one, i) => Math.abs(one.coarse[0]! - bright[i]!.coarse[0]!))),
    ).toBeGreaterThan(0.05);
  });

  it('that is not the file of its manifest is taken with a warning', async () => {
    const files = onnxExport({ labels: families }, { ModelFileSHA1: '0'.repeat(40) });
    const { warnings } = await take(await zip(files));
    expect(warnings).toEqual([expect.stringContaining('SHA-1')]);
  });

  it('is refused where its labels are not those of its network, or it is damaged', async () => {
    const files = onnxExport({ labels: families });
    files.set('labels.txt', Buffer.from('red\nblue'));
    await expect(take(await zip(files))).rejects.toThrow('4 classes for 2 labels');
    const whole = files.get('model.onnx')!;
    files.set('model.onnx', whole.subarray(0, whole.length / 2));
    await expect(take(await zip(files))).rejects.toMatchObject({
      code: 'export_unusable',
      message: expect.stringContaining('model.onnx'),
    });
  });
});

describe('an imported model', () => {
  it('says where it comes from, and answers from one threshold on', async () => {
    const { model } = await take(await zip(onnxExport({ labels: families })), {
      name: 'imported',
      threshold: 0.7,
    });
    expect(await readModelFolder(join(home, 'models', 'imported'), [onnxBackend])).toEqual(model);
    expect(model.description).toMatchObject({
      name: 'imported',
      hierarchy: 'soft',
      calibration: {
        temperatures: { family: 1, finish: 1 },
        thresholds: { family: { black: 0.7, red: 0.7, blue: 0.7, sunburst: 0.7 }, finish: {} },
      },
      training: {
        imported: [
          {
            network: 'root',
            origin: 'custom-vision',
            Platform: 'ONNX',
            ExporterVersion: '2.0',
            DomainType: 'Classification',
            IterationId: 'cedbe897-b4b0-4b13-ac1d-bf824ecca388',
            labels: families,
          },
        ],
      },
    });
  });

  it('is named by its file', async () => {
    const path = await writeZip(join(home, 'My Guitars (v2).ONNX.zip'), onnxExport({ labels: families }));
    expect((await take(path)).model.description.name).toBe('my-guitars-v2-.onnx');
  });

  it('adds finishes up to their families, and leaves out what is no guitar', async () => {
    const labels = ['Fiesta Red', 'red', 'lake-placid-blue', 'Negative', 'candy_apple_red'];
    const { model } = await takeOnnx({ labels });
    expect(model.description).toMatchObject({
      hierarchy: 'flat',
      families: ['red', 'blue'],
      finishes: [
        { slug: 'candy-apple-red', family: 'red' },
        { slug: 'fiesta-red', family: 'red' },
        { slug: 'lake-placid-blue', family: 'blue' },
      ],
    });
    const { scores, photos } = await classify(model);
    const rows = await answers(onnxNetwork({ labels }), 'model_output', photos, { channels: [2, 1, 0] });
    for (const [photo, { coarse, fine, bodyShare }] of scores.entries()) {
      const [fiesta = 0, otherRed = 0, placid = 0, negative = 0, candy = 0] = rows[photo]!;
      const guitar = 1 - negative;
      const red = (fiesta + otherRed + candy) / guitar;
      expect(coarse[0]).toBeCloseTo(red, 4);
      expect(coarse[1]).toBeCloseTo(placid / guitar, 4);
      expect(fine[0]).toBeCloseTo(candy / guitar, 4);
      expect(fine[1]).toBeCloseTo(fiesta / guitar, 4);
      expect(fine[2]).toBeCloseTo(placid / guitar, 4);
      expect(bodyShare).toBeCloseTo(Math.min(1, 2 * Math.max(red, 1 - red)) * guitar, 4);
    }
  });

  it('may be several networks: one of the families, and one of the finishes of a family', async () => {
    const folder = join(home, 'hierarchy');
    const red = ['candy-apple-red', 'fiesta-red', 'other'];
    await mkdir(join(folder, 'family'), { recursive: true });
    const root = onnxExport({ labels: ['blue', 'gold', 'red'] });
    for (const [name, content] of root) await writeFile(join(folder, 'family', name), content);
    await writeZip(join(folder, 'red.zip'), onnxExport({ labels: red, seed: 'red' }));
    const { model } = await take(folder);
    expect(model.description).toMatchObject({
      name: 'hierarchy',
      hierarchy: 'soft',
      families: ['red', 'blue', 'gold'],
      finishes: [
        { slug: 'candy-apple-red', family: 'red' },
        { slug: 'fiesta-red', family: 'red' },
      ],
    });
    const { scores, photos } = await classify(model);
    const how = { channels: [2, 1, 0] };
    const ofRoot = await answers(root.get('model.onnx')!, 'model_output', photos, how);
    const ofRed = await answers(onnxNetwork({ labels: red, seed: 'red' }), 'model_output', photos, how);
    for (const [photo, { coarse, fine }] of scores.entries()) {
      const [blue, gold, pRed] = ofRoot[photo]!;
      expect([...coarse].map((value) => value.toFixed(4))).toEqual(
        [pRed, blue, gold].map((value) => value!.toFixed(4)),
      );
      expect(fine[0]).toBeCloseTo(pRed! * ofRed[photo]![0]!, 5);
      expect(fine[1]).toBeCloseTo(pRed! * ofRed[photo]![1]!, 5);
    }
  });

  it('of several networks is refused where one is of no family, or takes other photos', async () => {
    const folder = join(home, 'mixed');
    await mkdir(folder);
    await writeZip(join(folder, 'family.zip'), onnxExport({ labels: ['red', 'blue'] }));
    await writeZip(join(folder, 'plaid.zip'), onnxExport({ labels: ['a', 'b'] }));
    await expect(take(folder)).rejects.toThrow('plaid.zip is named after no family');
    const other = join(home, 'sizes');
    await mkdir(other);
    await writeZip(join(other, 'family.zip'), onnxExport({ labels: ['red', 'blue'] }));
    const finishes = ['fiesta-red', 'candy-apple-red'];
    await writeZip(join(other, 'red.zip'), onnxExport({ labels: finishes, size: 64 }));
    await expect(take(other)).rejects.toThrow('red.zip takes other photos than family.zip');
  });
});

describe('an unpacked export', () => {
  const unpack = async (files: ReadonlyMap<string, Buffer>) => {
    const folder = join(home, `unpacked ${count++}`);
    for (const [name, content] of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return folder;
  };

  it('may be in a folder within the folder, as unpacking makes one', async () => {
    const files = [...onnxExport({ labels: families })].map(
      ([name, bytes]) => [`guitars/${name}`, bytes] as const,
    );
    expect((await take(await unpack(new Map(files)))).model.description.families).toContain('red');
  });

  it('that is a SavedModel is refused by name, since its network lies in a folder', async () => {
    const files = [
      'labels.txt',
      'model.savedmodel/saved_model.pb',
      'model.savedmodel/variables/variables.index',
    ];
    const folder = await unpack(new Map(files.map((name) => [name, Buffer.from('x')])));
    await expect(take(folder)).rejects.toThrow(/it is a TensorFlow SavedModel\. Export the model again as/);
  });

  it('is not any folder with very many files', async () => {
    const files = Array.from({ length: 1001 }, (_, number) => [`a/${number}.txt`, Buffer.from('x')] as const);
    await expect(take(await unpack(new Map(files)))).rejects.toThrow('name the folder of one export');
  });
});

describe('a Teachable Machine export', () => {
  it.each([
    { tfjsSpeechCommandsVersion: '0.4.0', modelName: 'TMv2', wordLabels: ['Background Noise', 'Class 2'] },
    { wordLabels: ['Background Noise', 'Class 2'] },
    { packageName: '@teachablemachine/pose', labels: ['a', 'b'] },
  ])('of sounds or poses is refused by name, with the remedy: %j', async (metadata) => {
    const files = await teachableMachineExport(['Red', 'Blue']);
    files.set('metadata.json', Buffer.from(JSON.stringify(metadata)));
    await expect(take(await zip(files))).rejects.toThrow(
      /it is (an audio model|a model of @teachablemachine\/pose).*Train an Image Project/,
    );
  });

  it('whose weights are those of a larger network is refused', async () => {
    const files = await teachableMachineExport(['Red', 'Blue', 'Background']);
    files.set('weights.bin', Buffer.concat([files.get('weights.bin')!, Buffer.alloc(40)]));
    await expect(take(await zip(files))).rejects.toThrow(/hold 40 bytes more than its weights take/);
  });

  it('is imported whole', async () => {
    const { model } = await take(await zip(await teachableMachineExport(['Red', 'Blue', 'Background'])));
    expect(model.description).toMatchObject({
      input: { size: 224, fit: { shorterSide: 224 } },
      families: ['red', 'blue'],
      training: { imported: [{ origin: 'teachable-machine', tmVersion: '2.4.7' }] },
    });
    const { scores } = await classify(model);
    for (const { coarse, bodyShare } of scores) {
      expect(coarse[0]! + coarse[1]!).toBeCloseTo(1, 5);
      expect(bodyShare).toBeLessThan(1);
    }
  });
});

it.skipIf(!exportsPresent)(`a real export of General (compact) is imported whole ${whyAbsent}`, async () => {
  const labels = join(home, 'labels.csv');
  await writeFile(labels, 'label,family,finish\nhot dog,red,fiesta-red\nnot hot dog,,\n');
  const { model } = await take(await zip(await readRealExport(generalCompact)), { labels });
  expect(model.description).toMatchObject({
    families: ['red'],
    finishes: [{ slug: 'fiesta-red', family: 'red' }],
    input: { size: 224, fit: { shorterSide: 256 } },
    training: { imported: [{ ExporterVersion: '2.0', DomainType: 'Classification' }] },
  });
  const { scores } = await classify(model);
  for (const { coarse, fine } of scores) expect([coarse[0], fine[0]]).toEqual([1, 1]);
});

const contract = await takeOnnx({ labels: ['black', 'fiesta-red', 'candy-apple-red', 'lake-placid-blue'] });
describeClassifier('of an export', () => createLocalClassifier(contract.model, { threads: 1 }));
