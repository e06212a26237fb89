import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readModelFolder } from '../../../src/classifier/model-folder.js';
import { customVisionBackend } from '../../../src/custom-vision/client/backend.js';
import type { RemoteTraining } from '../../../src/custom-vision/client/describe-remote.js';
import { trainRemote } from '../../../src/custom-vision/client/train-remote.js';
import { HoneyburstError } from '../../../src/errors.js';
import { createTraining, writeDataset } from './remote-training.js';
import { createTrainingServer, predictionKey, trainingKey } from './training-server.js';

const counts = { 'candy-apple-red': 20, 'fiesta-red': 15, 'lake-placid-blue': 10 };

async function setUp(labels: Parameters<typeof writeDataset>[1] = counts) {
  const server = await createTrainingServer();
  const training = await createTraining(server);
  const dataset = await writeDataset(join(training.folder, 'photos'), labels);
  const train = (options: Partial<Parameters<typeof trainRemote>[1]> = {}) =>
    trainRemote(dataset, { name: 'guitars', ...options }, training.dependencies);
  const stateFile = join(training.dependencies.home, 'custom-vision', 'guitars.json');
  return { server, dataset, train, stateFile, ...training };
}

async function failure(promise: Promise<unknown>): Promise<HoneyburstError> {
  const error = await promise.then(
    () => expect.fail('it did not fail'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HoneyburstError);
  return error as HoneyburstError;
}

it('trains a project of the families and one of the finishes of a family that has several', async () => {
  const { server, train, dependencies } = await setUp();
  const model = await train();

  expect(server.projects.map(({ name, tags, images }) => [name, tags.length, images.length])).toEqual([
    ['guitars family', 2, 40],
    ['guitars red', 2, server.projects[1]!.images.length],
  ]);
  const [root, red] = server.projects as [(typeof server.projects)[0], (typeof server.projects)[0]];
  const { description } = await readModelFolder(model.folder, [customVisionBackend]);
  if (description.engine !== 'custom-vision') expect.fail('it is computed elsewhere');
  expect(description).toMatchObject({ name: 'guitars', hierarchy: 'hard', families: ['red', 'blue'] });
  const published = ({ id, iterations }: typeof root) => ({
    projectId: id,
    iterationId: iterations.find(({ publishName }) => publishName === 'honeyburst')!.id,
    publishedName: 'honeyburst',
  });
  expect(description.customVision.endpoint).toBe(server.url);
  expect(description.customVision.root.at).toEqual(published(root));
  expect(description.customVision.within.red!.at).toEqual(published(red));
  expect(Object.keys(description.customVision.within)).toEqual(['red']);

  // An eighth was held back and asked about: once for the family, and again where that has several finishes.
  const training = description.training as unknown as RemoteTraining & Record<string, unknown>;
  expect(training).toMatchObject({
    photos: 40,
    heldBack: { photos: 5, familyAccuracy: 1, finishAccuracy: 1 },
    trainingMinutes: 6,
    refused: 0,
    duplicates: 0,
    domain: { name: 'General (compact)' },
    steps: { projects: 2, tags: 4, batches: 2, trainings: 2, publishes: 2 },
  });
  expect(training.performance.root).toMatchObject({ precision: 0.9, recall: 0.8 });
  expect(training.performance.within.red!.tags.map(({ name }) => name).sort()).toEqual([
    'candy-apple-red',
    'fiesta-red',
  ]);
  const asked = server.done.filter(({ operation }) => operation === 'predict').length;
  expect(training.steps.predictions).toBe(asked);
  expect(asked).toBe(5 + (35 - red.images.length));
  expect(description.calibration.temperatures.family).toBeGreaterThan(0);
  expect(
    JSON.parse(await readFile(join(dependencies.home, 'custom-vision', 'guitars.json'), 'utf8')),
  ).toMatchObject({
    projects: { root: { published: true }, red: { published: true } },
  });

  // All of it is done: nothing is sent, trained, published or paid again.
  const before = server.done.length;
  expect((await train()).checksum).toBe(model.checksum);
  expect(server.done.length).toBe(before);
});

it('trains one flat project, with a tag for the photos of a family without a finish', async () => {
  const { server, train } = await setUp({ ...counts, red: 10, black: 8 });
  const { description } = await train({ flat: true, domain: 'general' });
  expect(server.projects.map(({ name }) => name)).toEqual(['guitars']);
  expect(server.projects[0]!.tags.map(({ name }) => name).sort()).toEqual([
    'candy-apple-red',
    'fiesta-red',
    'lake-placid-blue',
    'other black',
    'other red',
  ]);
  expect(server.projects[0]!.domainId).toBe('ee85a74c-405e-4adc-bb47-ffa8ca0c9f31');
  expect(description.hierarchy).toBe('flat');
  expect(description.customVision.within).toEqual({});
  expect(description.training.heldBack).toMatchObject({ familyAccuracy: 1, finishAccuracy: 1 });
});

it('goes on where it was broken off, whichever answer is lost, and does nothing twice', async () => {
  const { server, train } = await setUp({ 'candy-apple-red': 66, 'fiesta-red': 5, 'lake-placid-blue': 5 });
  const lost = new Set<string>();
  server.behaviour.loses = (operation, call) => {
    const stored = server.projects.map(({ images }) => images.length);
    const once = operation === 'createImages' ? `${call} ${stored}` : call;
    if (operation === 'read' || operation === 'predict' || lost.has(once)) return false;
    lost.add(once);
    return true;
  };
  let runs = 0;
  for (;;) {
    runs++;
    const before = lost.size;
    const outcome = await train({ maxCalibrationPhotos: 0 }).catch((error: HoneyburstError) => error);
    if (!(outcome instanceof HoneyburstError)) break;
    expect(outcome).toMatchObject({ code: 'custom_vision_unavailable' });
    expect(lost.size).toBe(before + 1);
  }
  const count = (operation: string) => server.done.filter((each) => each.operation === operation).length;
  expect(runs).toBe(lost.size + 1);
  expect(lost.size).toBeGreaterThan(12);
  expect(server.projects.map(({ name }) => name)).toEqual(['guitars family', 'guitars red']);
  expect(count('createProject')).toBe(2);
  expect(count('createTag')).toBe(4);
  expect(count('train')).toBe(2);
  expect(count('publish')).toBe(2);
  // Of each batch whose answer was lost, the service says that it has the photos.
  const images = server.projects.reduce((sum, project) => sum + project.images.length, 0);
  expect(server.statuses.filter((status) => status === 'OK')).toHaveLength(images);
  expect(server.statuses.filter((status) => status === 'OKDuplicate')).toHaveLength(images);
});

it('takes the name that the service gives, and goes on with that project', async () => {
  const { server, train, dependencies, dataset } = await setUp();
  await trainRemote(
    dataset,
    { name: 'guitars', flat: true },
    { ...dependencies, home: join(dependencies.home, 'other') },
  );
  server.behaviour.answers = (operation) =>
    operation === 'train' ? { status: 400, body: { code: 'BadRequest', message: 'not now' } } : undefined;
  await failure(train({ flat: true }));
  server.behaviour.answers = () => undefined;
  await train({ flat: true });
  expect(server.projects.map(({ name, images }) => [name, images.length])).toEqual([
    ['guitars', 40],
    ['guitars (1)', 40],
  ]);
});

it('counts photos that are the same, and lists those that are refused', async () => {
  const { server, train, dataset, logged } = await setUp();
  const twice = { ...dataset.photos[0]!, group: 'again' };
  dataset.photos.push(twice, { ...twice, group: 'and again' });
  const seen: string[] = [];
  server.behaviour.refuses = (name) => {
    if (seen.length < 3) seen.push(name);
    return seen.includes(name) ? 'ErrorImageFormat' : undefined;
  };
  const { description } = await train({ flat: true, maxCalibrationPhotos: 0 });
  expect(description.training).toMatchObject({
    // 47, less two that are refused and the three copies of another one.
    photos: 42,
    refused: 3,
    duplicates: 2,
    heldBack: { photos: 0 },
  });
  const warnings = logged
    .map((line) => JSON.parse(line))
    .filter(({ status }) => status === 'ErrorImageFormat');
  expect(warnings).toHaveLength(3);
  for (const { file } of warnings) expect(dataset.photos.map((photo) => photo.file)).toContain(file);
  // What could not be calibrated is not answered.
  expect(Object.values(description.calibration.thresholds.finish)).toEqual([null, null, null]);
});

it('fails where refused photos leave a tag with too few, and sends them again the next time', async () => {
  const { server, train } = await setUp();
  let refusing = true;
  server.behaviour.refuses = () => (refusing ? 'ErrorStorage' : undefined);
  const error = await failure(train());
  expect(error.code).toBe('custom_vision_photos_refused');
  expect(error.message).toMatch(/fewer of red, blue in "guitars family"/);
  expect(error.message).toMatch(/ErrorStorage: .*candy-apple-red-0\.png/);
  expect(server.done.some(({ operation }) => operation === 'train')).toBe(false);
  refusing = false;
  await train();
  expect(server.projects[0]!.images).toHaveLength(40);
});

it('says why a training failed, and asks for it again the next time', async () => {
  const { server, train } = await setUp();
  server.behaviour.failure = 'The domain is on holiday.';
  const error = await failure(train({ flat: true }));
  expect(error).toMatchObject({ code: 'custom_vision_training_failed', stage: 'train' });
  expect(error.message).toContain('The domain is on holiday.');
  const uploads = server.statuses.length;
  await train({ flat: true });
  expect(server.statuses).toHaveLength(uploads);
  expect(server.projects[0]!.iterations.map(({ status }) => status)).toEqual(['Failed', 'Completed', 'New']);
});

it('frees a name that another iteration is published under', async () => {
  const { server, train } = await setUp();
  server.behaviour.answers = (operation) =>
    operation === 'publish' ? { status: 400, body: { code: 'BadRequest', message: 'not now' } } : undefined;
  await failure(train({ flat: true }));
  server.behaviour.answers = () => undefined;
  const [trained, workspace] = server.projects[0]!.iterations;
  trained!.publishName = 'by hand';
  workspace!.publishName = 'honeyburst';
  await train({ flat: true });
  expect([trained!.publishName, workspace!.publishName]).toEqual(['honeyburst', null]);
});

it('refuses other photos or options under a name that was begun, unless told to begin anew', async () => {
  const { server, train, dataset, logged } = await setUp();
  await train();
  const ids = server.projects.map(({ id }) => id);
  dataset.photos.pop();
  const error = await failure(train());
  expect(error.code).toBe('training_differs');
  for (const id of ids) expect(error.message).toContain(id);
  expect(server.projects).toHaveLength(2);
  const { description } = await train({ restart: true });
  expect(server.projects.map(({ name }) => name)).toEqual([
    'guitars family',
    'guitars red',
    'guitars family (1)',
    'guitars red (1)',
  ]);
  expect(description.customVision.root.at).toMatchObject({ projectId: server.projects[2]!.id });
  expect(logged.join('')).toContain(ids[0]);
  // Other wishes for the precision need no other training.
  const before = server.done.length;
  await train({ target: { precision: 0.8 } });
  expect(server.done).toHaveLength(before);
});

it('checks limits and settings before anything is sent', async () => {
  const { server, train, dataset, dependencies } = await setUp();
  dependencies.config = { ...dependencies.config, predictionResourceId: undefined };
  expect((await failure(train())).message).toContain('CUSTOM_VISION_PREDICTION_RESOURCE_ID');
  const black = { ...dataset.photos[0]!, family: 'black', finish: undefined };
  dataset.photos.push({ ...black, group: '1' }, { ...black, group: '2' });
  expect((await failure(train())).message).toContain(
    'each tag needs 5 photos, but "guitars family" has 2 of black',
  );
  expect(server.projects).toEqual([]);
});

it('counts the projects that the resource has already', async () => {
  const { server, train, dataset, dependencies } = await setUp();
  await trainRemote(dataset, { name: 'before', flat: true }, dependencies);
  const error = await failure(train({ tier: 'F0' }));
  expect(error.message).toMatch(
    /with the 1 already in the resource there would be 3 projects, and F0 allows 2/,
  );
  expect(server.projects).toHaveLength(1);
  await train({ tier: 'F0', flat: true });
});

it('names the domains that there are', async () => {
  const { train } = await setUp();
  expect((await failure(train({ domain: 'Guitars' }))).message).toContain('General, General (compact)');
});

it('shows no key in errors, logs or state', async () => {
  const { server, train, stateFile, logged } = await setUp();
  server.behaviour.answers = (operation) =>
    operation === 'train'
      ? { status: 403, body: { code: 'Forbidden', message: `the key ${trainingKey} may not train` } }
      : undefined;
  const error = await failure(train());
  expect(error.message).toContain('CUSTOM_VISION_TRAINING_KEY');
  const shown = [
    error.stack,
    JSON.stringify(error),
    String(error.cause),
    logged.join(''),
    await readFile(stateFile, 'utf8'),
  ];
  for (const text of shown) {
    expect(text).not.toContain(trainingKey);
    expect(text).not.toContain(predictionKey);
  }
});
