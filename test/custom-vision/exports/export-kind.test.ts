import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recogniseExport } from '../../../src/custom-vision/exports/export-kind.js';
import { exportsFolder, exportsPresent, whyAbsent } from './real-exports.js';

const holding = (...names: string[]) => ({
  place: 'some.zip',
  files: new Map(names.map((name) => [name, Buffer.from('')])),
});

describe('an export', () => {
  it('is known by its files', () => {
    expect(recogniseExport(holding('model.json', 'labels.txt', 'weights.bin'))).toBe('custom-vision-tfjs');
    expect(recogniseExport(holding('model.onnx', 'labels.txt'))).toBe('custom-vision-onnx');
    expect(recogniseExport(holding('model.json', 'metadata.json', 'weights.bin'))).toBe('teachable-machine');
  });

  it.each([
    ['CoreML', ['model.mlmodel', 'labels.txt', 'cvexport.manifest']],
    ['TensorFlow Lite', ['model.tflite', 'labels.txt']],
    ['frozen TensorFlow graph', ['model.pb', 'labels.txt', 'cvexport.manifest']],
    ['SavedModel', ['saved_model.pb', 'labels.txt']],
    [
      'SavedModel',
      ['labels.txt', 'model.savedmodel/saved_model.pb', 'model.savedmodel/variables/variables.index'],
    ],
    ['Docker', ['Dockerfile', 'README.txt', 'app/app.py', 'app/model.pb', 'app/labels.txt']],
    ['Keras', ['keras_model.h5', 'labels.txt']],
    ['OpenVINO', ['model.xml', 'model.bin', 'labels.txt']],
    ['not a known export', ['photo.jpg']],
  ])('is refused (%s), with what to export instead', (what, names) => {
    expect(() => recogniseExport(holding(...names))).toThrow(
      new RegExp(
        `some\\.zip cannot be imported: .*${what}.*Export the model again as TensorFlow > TensorFlow\\.js, or as ONNX`,
      ),
    );
  });

  it.each([
    ['ONNX', null, 'model.onnx', ['labels.txt'], 'model.onnx'],
    ['TensorFlow', 'TensorFlowJs', 'model.zip', ['labels.txt', 'weights.bin'], 'model.json'],
    ['TensorFlow', null, 'model.pb', ['labels.txt'], 'model.pb'],
    ['ONNX', null, 'model.onnx', ['model.onnx'], 'labels.txt'],
    ['ONNX', null, 'model.onnx', [], 'model.onnx and labels.txt'],
  ])(
    'names what is missing of its manifest (%s %s %s with %j)',
    (Platform, Flavor, ModelFileName, names, lacks) => {
      const given = holding(...names);
      const manifest = {
        DomainType: 'Classification',
        Platform,
        Flavor,
        ModelFileName,
        LabelFileName: 'labels.txt',
      };
      given.files.set('cvexport.manifest', Buffer.from(JSON.stringify(manifest)));
      expect(() => recogniseExport(given)).toThrow(`it lacks ${lacks}, which its cvexport.manifest names`);
    },
  );

  it.skipIf(!exportsPresent)(`for object detection is refused ${whyAbsent}`, async () => {
    const manifest = await readFile(join(exportsFolder, 'onnx-2024', 'cvexport.manifest'));
    const given = holding('model.onnx', 'labels.txt');
    given.files.set('cvexport.manifest', manifest);
    expect(() => recogniseExport(given)).toThrow(/ObjectDetection.*Export an iteration of a classification/);
  });
});
