import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { backends } from '../../src/backends.js';
import type { LocalModel } from '../../src/classifier/local-model.js';
import { copyModelFolder, readModelFolder } from '../../src/classifier/model-folder.js';
import { readModelGraph } from '../../src/classifier/model-graph.js';
import { makeFolder } from '../support/folder.js';
import { uniformThresholds } from '../support/thresholds.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const { folder: home, remove } = await makeFolder();
afterAll(remove);
const folder = join(home, 'model');
let model: LocalModel;
beforeEach(async () => {
  model = await writeUntrainedModel(folder);
});

/** Changes one byte in the middle. */
async function damage(file: string): Promise<void> {
  const bytes = await readFile(file);
  const middle = bytes.length >> 1;
  bytes[middle] = bytes[middle]! ^ 1;
  await writeFile(file, bytes);
}

const modelJson = join(folder, 'model.json');
const unreadable = (message: RegExp) =>
  expect.objectContaining({
    code: 'model_unreadable',
    stage: 'model',
    message: expect.stringMatching(message),
  });

describe('a model folder', () => {
  it('reads back as it was written', async () => {
    expect(await readModelFolder(folder, backends)).toEqual(model);
    expect((await readdir(folder)).sort()).toEqual(['extractor.onnx', 'head.onnx', 'model.json']);
    expect((await readModelGraph(model)).length).toBeGreaterThan(1_000_000);
  });

  it('has a checksum of what decides its predictions', async () => {
    const description = JSON.parse(await readFile(modelJson, 'utf8'));
    const checksumWith = async (changes: object) => {
      await writeFile(modelJson, JSON.stringify({ ...description, ...changes }));
      return (await readModelFolder(folder, backends)).checksum;
    };
    expect(await checksumWith({ created: '2027-01-01T00:00:00.000Z', training: {} })).toBe(model.checksum);
    const calibration = {
      ...description.calibration,
      thresholds: uniformThresholds(description, { family: 0.5, finish: 0.8 }),
    };
    expect(await checksumWith({ calibration })).not.toBe(model.checksum);
  });

  it('is refused by name where model.json is missing, is not JSON, or says what it should not', async () => {
    const description = JSON.parse(await readFile(modelJson, 'utf8'));
    await writeFile(modelJson, JSON.stringify({ ...description, families: [], created: 'today' }));
    await expect(readModelFolder(folder, backends)).rejects.toEqual(unreadable(/created[\s\S]*families/));
    await writeFile(modelJson, JSON.stringify({ ...description, engine: 'abacus' }));
    await expect(readModelFolder(folder, backends)).rejects.toEqual(unreadable(/'onnx' \| 'custom-vision'/));
    await writeFile(modelJson, '{"format": 1,');
    await expect(readModelFolder(folder, backends)).rejects.toEqual(unreadable(/model\.json is not JSON/));
    await rm(modelJson);
    await expect(readModelFolder(folder, backends)).rejects.toEqual(unreadable(/has no model\.json/));
    await expect(readModelFolder(folder, backends)).rejects.toThrow(folder);
  });

  it('says of each label from which confidence on it is answered, or that it refuses', async () => {
    const description = JSON.parse(await readFile(modelJson, 'utf8'));
    const write = async (tier: 'family' | 'finish', changes: object) => {
      const { thresholds } = description.calibration;
      const calibration = {
        ...description.calibration,
        thresholds: { ...thresholds, [tier]: { ...thresholds[tier], ...changes } },
      };
      await writeFile(modelJson, JSON.stringify({ ...description, calibration }));
    };
    await write('finish', { 'fiesta-red': null });
    expect((await readModelFolder(folder, backends)).description.calibration.thresholds.finish).toMatchObject(
      {
        'fiesta-red': null,
        'candy-apple-red': 0.8,
      },
    );
    await write('finish', { 'fiesta-red': undefined });
    await expect(readModelFolder(folder, backends)).rejects.toEqual(
      unreadable(/fiesta-red has none[\s\S]*thresholds/),
    );
    await write('family', { plaid: 0.5 });
    await expect(readModelFolder(folder, backends)).rejects.toEqual(unreadable(/plaid is no label/));
    await write('family', { red: 1.5 });
    await expect(readModelFolder(folder, backends)).rejects.toEqual(unreadable(/1/));
  });

  it.each(['head.onnx', 'extractor.onnx'])('is refused where %s is damaged', async (file) => {
    await damage(join(folder, file));
    await expect(readModelGraph(model)).rejects.toMatchObject({
      code: 'model_damaged',
      stage: 'model',
      message: expect.stringContaining(file),
    });
  });

  it('needs head.onnx, while a missing extractor is the one of the program', async () => {
    const whole = await readModelGraph(model);
    await rm(join(folder, 'extractor.onnx'));
    expect(Buffer.compare(await readModelGraph(model), whole)).toBe(0);
    await rm(join(folder, 'head.onnx'));
    await expect(readModelGraph(model)).rejects.toEqual(unreadable(/has no head\.onnx/));
  });

  it('is copied whole, in place of an older one and onto itself', async () => {
    const other = join(home, 'other');
    await writeUntrainedModel(other, { seed: 2 });
    await rm(join(folder, 'extractor.onnx'));
    expect(await copyModelFolder(model, other)).toEqual({ ...model, folder: other });
    expect((await readdir(other)).sort()).toEqual(['head.onnx', 'model.json']);
    expect(await copyModelFolder(model, folder)).toEqual(model);
    await readModelGraph(model);
    expect((await readdir(home)).sort()).toEqual(['model', 'other']);
  });
});
