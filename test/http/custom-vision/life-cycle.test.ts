import { PredictionAPIClient } from '@azure/cognitiveservices-customvision-prediction';
import { TrainingAPIClient } from '@azure/cognitiveservices-customvision-training';
import { ApiKeyCredentials } from '@azure/ms-rest-js';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../../src/config.js';
import { createApiToken } from '../../../src/http/api-token.js';
import { openVision } from '../../../src/http/custom-vision/open.js';
import { customVision } from '../../../src/http/custom-vision/plugin.js';
import { createServer } from '../../../src/http/server.js';
import { createTagEngine } from '../../../src/tag-model/tag-engine.js';
import { tiers } from '../../../src/vision-service/limits.js';
import { createTestDatabase, testLog } from '../../support/database.js';
import { makeFolder } from '../../support/folder.js';

/** A square of about that colour on white, another for each number. */
function square(colour: { r: number; g: number; b: number }, number: number): Promise<Buffer> {
  const size = 160 + number;
  return sharp({ create: { width: 256, height: 256, channels: 3, background: '#fff' } })
    .composite([
      {
        input: { create: { width: size, height: size, channels: 3, background: colour } },
        gravity: 'centre',
      },
    ])
    .jpeg()
    .toBuffer();
}

const red = { r: 200, g: 20, b: 30 };
const blue = { r: 20, g: 40, b: 200 };

async function startServer() {
  const { pool } = await createTestDatabase();
  const { folder: home, remove } = await makeFolder();
  const config = parseConfig({});
  const engine = createTagEngine({ home, threads: 2, limits: config.photo, log: testLog });
  const vision = await openVision({ pool, log: testLog, engine, limits: tiers.unlimited, config });
  const server = createServer({ pool, log: testLog });
  await server.register(customVision, vision.context);
  const endpoint = await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await server.close();
    await vision.close();
    await remove();
  });
  const credentials = async (role: 'training' | 'prediction', header: string) => {
    const { key } = await createApiToken(pool, { name: role, role });
    return new ApiKeyCredentials({ inHeader: { [header]: key } });
  };
  return {
    endpoint,
    trainer: new TrainingAPIClient(await credentials('training', 'Training-key'), endpoint),
    predictor: new PredictionAPIClient(await credentials('prediction', 'Prediction-key'), endpoint),
  };
}

it('the unmodified SDKs train, publish, predict, export and clean up', { timeout: 120_000 }, async () => {
  const { trainer, predictor } = await startServer();
  const domains = await trainer.getDomains();
  const domainId = domains.find(({ name }) => name === 'General (compact)')!.id!;
  const project = await trainer.createProject('Guitars', { domainId, classificationType: 'Multiclass' });
  const id = project.id!;
  expect((await trainer.createProject('Guitars')).name).toBe('Guitars (1)');

  for (const [name, colour] of Object.entries({ red, blue })) {
    const tag = await trainer.createTag(id, name);
    for (let number = 0; number < 6; number++) {
      const added = await trainer.createImagesFromData(id, await square(colour, number), {
        tagIds: [tag.id!],
      });
      expect(added.isBatchSuccessful).toBe(true);
    }
  }
  expect((await trainer.getTags(id)).map(({ imageCount }) => imageCount)).toEqual([6, 6]);

  let iteration = await trainer.trainProject(id);
  while (iteration.status === 'Training') {
    await new Promise((resolve) => setTimeout(resolve, 100));
    iteration = await trainer.getIteration(id, iteration.id!);
  }
  expect(iteration).toMatchObject({ status: 'Completed', exportable: true });
  await expect(trainer.trainProject(id)).rejects.toMatchObject({
    statusCode: 400,
    code: 'BadRequestTrainingNotNeeded',
  });
  const performance = await trainer.getIterationPerformance(id, iteration.id!, { threshold: 0.5 });
  expect(performance.precision).toBe(1);

  await expect(predictor.classifyImage(id, 'live', await square(red, 50))).rejects.toMatchObject({
    statusCode: 404,
    code: 'NotFoundIteration',
  });
  expect((await trainer.publishIteration(id, iteration.id!, 'live', '/resource')).body).toBe(true);
  const said = await predictor.classifyImage(id, 'live', await square(red, 50));
  expect(said.predictions?.map(({ tagName }) => tagName)).toEqual(['red', 'blue']);
  const blueSaid = await predictor.classifyImageWithNoStore(id, 'live', await square(blue, 50));
  expect(blueSaid.predictions?.[0]?.tagName).toBe('blue');
  await expect(predictor.classifyImage(id, 'live', Buffer.from('no photo'))).rejects.toMatchObject({
    statusCode: 400,
    code: 'BadRequestImageFormat',
  });
  await expect(predictor.detectImage(id, 'live', await square(red, 50))).rejects.toMatchObject({
    statusCode: 400,
    message: 'Invalid project type for operation.',
  });
  const stored = await trainer.queryPredictions(id, { orderBy: 'Newest' });
  expect(stored.results?.map((prediction) => prediction.id)).toEqual([said.id]);

  await trainer.exportIteration(id, iteration.id!, 'ONNX');
  let [exported] = await trainer.getExports(id, iteration.id!);
  while (exported?.status === 'Exporting') {
    await new Promise((resolve) => setTimeout(resolve, 100));
    [exported] = await trainer.getExports(id, iteration.id!);
  }
  const zip = Buffer.from(await (await fetch(exported!.downloadUri!)).arrayBuffer());
  expect(zip.toString('latin1', 0, 2)).toBe('PK');

  await expect(trainer.deleteIteration(id, iteration.id!)).rejects.toMatchObject({
    code: 'BadRequestIterationIsPublished',
  });
  await trainer.unpublishIteration(id, iteration.id!);
  await trainer.deleteIteration(id, iteration.id!);
  await trainer.deleteProject(id);
  await expect(trainer.getProject(id)).rejects.toMatchObject({ statusCode: 404, code: 'NotFoundProject' });
});

it('the unmodified SDKs are told of a wrong key', async () => {
  const { endpoint } = await startServer();
  const wrong = new ApiKeyCredentials({ inHeader: { 'Training-key': '0'.repeat(32) } });
  await expect(new TrainingAPIClient(wrong, endpoint).getProjects()).rejects.toMatchObject({
    statusCode: 401,
    code: '401',
    message: expect.stringContaining('invalid subscription key'),
  });
});
