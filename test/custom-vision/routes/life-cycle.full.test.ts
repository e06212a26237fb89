import { PredictionAPIClient } from '@azure/cognitiveservices-customvision-prediction';
import { TrainingAPIClient } from '@azure/cognitiveservices-customvision-training';
import { ApiKeyCredentials } from '@azure/ms-rest-js';
import { expect, it, onTestFinished, vi } from 'vitest';
import { drawSquare, startVisionServer } from '../../support/vision-server.js';

const [red, blue] = ['#c8141e', '#1428c8'];

async function connect(options?: Parameters<typeof startVisionServer>[0]) {
  const server = await startVisionServer(options);
  const credentials = (header: string, key: string) => new ApiKeyCredentials({ inHeader: { [header]: key } });
  const quick = { noRetryPolicy: true };
  return {
    server,
    trainer: new TrainingAPIClient(credentials('Training-key', server.trainingKey), server.url, quick),
    predictor: new PredictionAPIClient(
      credentials('Prediction-key', server.predictionKey),
      server.url,
      quick,
    ),
  };
}

it('the unmodified SDKs train, publish, predict, export and clean up', async () => {
  const { server, trainer, predictor } = await connect();
  const domains = await trainer.getDomains();
  const domainId = domains.find(({ name }) => name === 'General (compact)')!.id!;
  const project = await trainer.createProject('Guitars', { domainId, classificationType: 'Multiclass' });
  const id = project.id!;
  expect((await trainer.createProject('Guitars')).name).toBe('Guitars (1)');

  await expect(trainer.trainProject(id)).rejects.toMatchObject({
    statusCode: 400,
    message: 'Not enough images for training',
  });

  for (const [name, colour] of Object.entries({ red, blue })) {
    const tag = await trainer.createTag(id, name);
    await expect(trainer.createTag(id, name)).rejects.toMatchObject({ code: 'BadRequestTagNameNotUnique' });
    const add = async (contents: Buffer) =>
      (await trainer.createImagesFromData(id, contents, { tagIds: [tag.id!] })).images![0]!.status;
    for (let number = 0; number < 6; number++) expect(await add(await drawSquare(colour, number))).toBe('OK');
    expect(await add(await drawSquare(colour, 0))).toBe('OKDuplicate');
    expect(await add(Buffer.from('no photo'))).toBe('ErrorImageFormat');
  }
  expect((await trainer.getTags(id)).map(({ imageCount }) => imageCount)).toEqual([6, 6]);

  const started = await trainer.trainProject(id);
  expect(started.status).toBe('Training');
  await server.trained();
  const iteration = await trainer.getIteration(id, started.id!);
  expect(iteration).toMatchObject({ status: 'Completed', exportable: true });
  await expect(trainer.trainProject(id)).rejects.toMatchObject({
    statusCode: 400,
    code: 'BadRequestTrainingNotNeeded',
  });
  const performance = await trainer.getIterationPerformance(id, iteration.id!, { threshold: 0.5 });
  expect(performance.precision).toBe(1);

  await expect(predictor.classifyImage(id, 'live', await drawSquare(red, 50))).rejects.toMatchObject({
    statusCode: 404,
    code: 'NotFoundIteration',
  });
  expect((await trainer.publishIteration(id, iteration.id!, 'live', '/resource')).body).toBe(true);
  const said = await predictor.classifyImage(id, 'live', await drawSquare(red, 50));
  expect(said.predictions?.map(({ tagName }) => tagName)).toEqual(['red', 'blue']);
  const blueSaid = await predictor.classifyImageWithNoStore(id, 'live', await drawSquare(blue, 50));
  expect(blueSaid.predictions?.[0]?.tagName).toBe('blue');
  await expect(predictor.classifyImage(id, 'live', Buffer.from('no photo'))).rejects.toMatchObject({
    statusCode: 400,
    code: 'BadRequestImageFormat',
  });
  await expect(predictor.detectImage(id, 'live', await drawSquare(red, 50))).rejects.toMatchObject({
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
  await expect(trainer.publishIteration(id, iteration.id!, 'again', '/resource')).rejects.toMatchObject({
    code: 'BadRequestIterationIsPublished',
  });
  await trainer.unpublishIteration(id, iteration.id!);
  await expect(predictor.classifyImage(id, 'live', await drawSquare(red, 50))).rejects.toMatchObject({
    code: 'NotFoundIteration',
  });
  await trainer.deleteIteration(id, iteration.id!);
  await trainer.deleteProject(id);
  await expect(trainer.getProject(id)).rejects.toMatchObject({ statusCode: 404, code: 'NotFoundProject' });
});

it('the unmodified SDKs are told of a wrong key', async () => {
  const { server } = await connect();
  const wrong = new ApiKeyCredentials({ inHeader: { 'Training-key': '0'.repeat(32) } });
  await expect(new TrainingAPIClient(wrong, server.url).getProjects()).rejects.toMatchObject({
    statusCode: 401,
    code: '401',
    message: expect.stringContaining('invalid subscription key'),
  });
});

it('the unmodified SDKs are throttled at the rate of the tier', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const { trainer } = await connect({ tier: 'S0' });
  const answers = await Promise.allSettled(Array.from({ length: 33 }, () => trainer.getProjects()));
  const refused = answers.filter((answer) => answer.status === 'rejected');
  expect(refused).toHaveLength(3);
  expect(refused[0]!.reason).toMatchObject({
    statusCode: 429,
    code: '429',
    message: expect.stringContaining('have exceeded rate limit of your current'),
  });
  expect(refused[0]!.reason.response.headers.get('retry-after')).toBe('3');
});
