import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { exportRemote } from '../../../src/custom-vision/client/export-remote.js';
import { trainRemote } from '../../../src/custom-vision/client/train-remote.js';
import { openTrainingService } from '../../../src/custom-vision/client/training-service.js';
import { readExportFiles } from '../../../src/custom-vision/exports/export-files.js';
import { HoneyburstError } from '../../../src/errors.js';
import { createTraining, writeDataset } from './remote-training.js';
import { createTrainingServer, signature } from './training-server.js';

async function setUp(options: { flat?: boolean; domain?: string } = {}) {
  const server = await createTrainingServer();
  const { folder, dependencies, logged } = await createTraining(server);
  const dataset = await writeDataset(join(folder, 'photos'), {
    'candy-apple-red': 8,
    'fiesta-red': 8,
    'lake-placid-blue': 6,
  });
  const model = await trainRemote(dataset, { name: 'guitars', ...options }, dependencies);
  const service = openTrainingService(dependencies);
  onTestFinished(() => service.close());
  const to = join(folder, 'exported');
  const write = (format: Parameters<typeof exportRemote>[2] = 'onnx') =>
    exportRemote(model, to, format, { ...dependencies, service });
  return { server, to, write, folder, logged };
}

async function failure(promise: Promise<unknown>): Promise<HoneyburstError> {
  const error = await promise.then(
    () => expect.fail('it did not fail'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HoneyburstError);
  return error as HoneyburstError;
}

it('exports each network of a model into a zip named by what it tells apart', async () => {
  const { server, to, write, logged } = await setUp();
  expect((await write()).sort()).toEqual(['family.zip', 'labels.csv', 'red.zip']);
  for (const [index, file] of ['family.zip', 'red.zip'].entries()) {
    const { files } = await readExportFiles(join(to, file));
    const iteration = server.projects[index]!.iterations.find(({ publishName }) => publishName !== null)!;
    expect(files.get('model.onnx')!.toString()).toBe(`the network of ${iteration.id}`);
  }
  // Blue has one finish, which no network would name.
  expect(await readFile(join(to, 'labels.csv'), 'utf8')).toBe(
    'label,family,finish\nblue,blue,lake-placid-blue\n',
  );
  expect(logged.join('')).not.toContain(signature);
});

it('takes an export that was made or asked for before', async () => {
  const { server, folder, write, to } = await setUp({ flat: true });
  const iteration = server.projects[0]!.iterations[0]!;
  // The service lists it late.
  iteration.exports.push({ platform: 'onnx', flavor: null, status: 'Exporting', polls: 3 });
  expect(await write()).toEqual(['model.zip']);
  expect(server.done.some(({ operation }) => operation === 'export')).toBe(false);
  expect(await readdir(to)).toEqual(['model.zip']);
  expect((await readdir(folder)).filter((name) => name.startsWith('exported'))).toEqual(['exported']);
});

it('asks for the flavors that the SDK does not know', async () => {
  const { server, write } = await setUp({ flat: true });
  await write('tensorflow-js');
  expect(server.projects[0]!.iterations[0]!.exports).toMatchObject([
    { platform: 'TensorFlow', flavor: 'TensorFlowJs', status: 'Done' },
  ]);
});

it('refuses what is not the export that was asked for, and leaves nothing', async () => {
  const { server, folder, write } = await setUp({ flat: true });
  const wrong = async (part: Record<string, unknown>) => {
    server.behaviour.manifest = (manifest) => ({ ...manifest, ...part });
    return failure(write());
  };
  const id = '00000000-0000-4000-8000-000000000000';
  expect((await wrong({ IterationId: id })).message).toMatch(`it is of iteration ${id}`);
  expect((await wrong({ Platform: 'CoreML' })).message).toMatch('it is for CoreML');
  server.behaviour.manifest = (manifest) => manifest;
  server.projects[0]!.iterations[0]!.colours.pop();
  expect((await failure(write())).message).toMatch(/its labels are .*, the tags were /);
  expect((await readdir(folder)).filter((name) => name.startsWith('exported'))).toEqual([]);
});

it('warns where the checksum is wrong, as that of real exports may be', async () => {
  const { server, write, logged } = await setUp({ flat: true });
  server.behaviour.manifest = (manifest) => ({ ...manifest, ModelFileSHA1: '0'.repeat(40) });
  await write();
  expect(logged.join('')).toContain('has the SHA-1');
});

it('says to train on a compact domain where the model cannot be exported', async () => {
  const { write } = await setUp({ flat: true, domain: 'General' });
  expect(await failure(write())).toMatchObject({
    code: 'custom_vision_not_exportable',
    message: expect.stringContaining('--domain "General (compact)"'),
  });
});
