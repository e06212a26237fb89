import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createRemoteClassifier } from '../../../src/custom-vision/client/classifier.js';
import type { RemoteDescription } from '../../../src/custom-vision/client/description.js';
import { UsageError } from '../../../src/errors.js';
import { describeClassifier, preparePhotos } from '../../support/classifier-contract.js';
import { createTestDatabase, testLog } from '../../support/database.js';
import { answer, createPredictionServer, predict } from './prediction-server.js';
import { families, finishes, networks, remoteConfig, remoteModel, root } from './remote-model.js';

const { pool } = await createTestDatabase(afterAll);
const openDatabase = async () => pool;
const flat: Partial<RemoteDescription> = {
  hierarchy: 'flat',
  customVision: {
    endpoint: 'https://trained.test',
    root: {
      at: root.at,
      tags: [
        ...finishes.map(({ slug, family }) => ({ name: slug, family, finish: slug })),
        { name: 'another red', family: 'red' },
        { name: 'black', family: 'black' },
      ],
    },
    within: {},
  },
};

const shared = await createPredictionServer(networks, afterAll);
const dependencies = { config: remoteConfig(shared.url), openDatabase, log: testLog };
describeClassifier(
  'at Custom Vision, a project for each family',
  () => createRemoteClassifier(remoteModel(), dependencies),
  { hierarchy: 'hard' },
);

async function open(
  changes: Partial<RemoteDescription> = {},
  { keepAnswers = false, settings = {} }: { keepAnswers?: boolean; settings?: Record<string, string> } = {},
) {
  const model = remoteModel(changes);
  const { root, within } = model.description.customVision;
  const server = await createPredictionServer([root, ...Object.values(within)]);
  const config = remoteConfig(server.url, settings);
  const classifier = await createRemoteClassifier(model, { config, openDatabase, log: testLog, keepAnswers });
  onTestFinished(() => classifier.close());
  return { server, classifier, photos: await preparePhotos(classifier) };
}

describe('a model at Custom Vision', () => {
  it('asks about the families, then about the finishes of the best one where it has several', async () => {
    const { server, classifier, photos } = await open();
    const routes = new Set<string>();
    for (const photo of photos) {
      server.answered.length = 0;
      const [scores] = await classifier.classify([photo]);
      const best = families[scores!.coarse.indexOf(Math.max(...scores!.coarse))]!;
      const network = remoteModel().description.customVision.within[best];
      const asked = server.answered.map(({ projectId }) => projectId);
      expect(asked).toEqual(
        [root.at, ...(network ? [network.at] : [])].map((at) => 'projectId' in at && at.projectId),
      );
      routes.add(best);
      if (best === 'blue') expect(scores!.fine[2]).toBeCloseTo(scores!.coarse[2]!, 6);
      if (best === 'black') expect(Math.max(...scores!.fine)).toBe(0);
    }
    expect([...routes].sort()).toEqual([...families].sort());
    expect(classifier.spent!().calls).toBe(server.requests());
  });

  it('calibrates what the service says, whatever the order, and heeds the tag for no guitar', async () => {
    const { classifier, photos } = await open();
    for (const photo of photos) {
      const [scores] = await classifier.classify([photo]);
      const said = new Map(
        (await predict(root, Buffer.from(photo.data))).map(({ tagName, probability }) => [
          tagName,
          probability,
        ]),
      );
      const powers = families.map((family) => said.get(`${family} guitars`)! ** (1 / 1.3));
      const total = powers.reduce((a, b) => a + b);
      families.forEach((_, i) => {
        expect(scores!.coarse[i]).toBeCloseTo(powers[i]! / total, 4);
      });
      const clear = Math.min(1, 2 * Math.max(...scores!.coarse));
      expect(scores!.bodyShare).toBeCloseTo(clear * (1 - said.get('no guitar')!), 4);
    }
  });

  it('asks once where one project tells all finishes, of which families are sums', async () => {
    const { server, classifier, photos } = await open(flat);
    const scores = await classifier.classify(photos);
    expect(server.requests()).toBe(photos.length);
    for (const { coarse, fine } of scores) {
      expect(coarse.reduce((a, b) => a + b)).toBeCloseTo(1, 4);
      expect(coarse[2]).toBeCloseTo(fine[2]!, 6);
      expect(coarse[1]).toBeGreaterThan(fine[0]! + fine[1]!);
    }
  });

  it('sends a JPEG of the photo, and leaves none with the service unless asked to', async () => {
    const { server, classifier, photos } = await open(flat);
    await classifier.classify([photos[0]!]);
    expect(server.answered[0]).toMatchObject({ stored: false, bytes: Buffer.from(photos[0]!.data) });
    const storing = await open(flat, { settings: { CUSTOM_VISION_STORE: 'true' } });
    await storing.classifier.classify([photos[0]!]);
    expect(storing.server.answered[0]!.stored).toBe(true);
  });

  it('counts a tag that is not mentioned as 0, and refuses one that the model does not know', async () => {
    const { server, classifier, photos } = await open(flat);
    const predictions = [{ tagName: 'fiesta-red', probability: 0.5 }];
    server.intercept((_, response) => {
      answer(response, 200, { predictions });
      return true;
    });
    const [scores] = await classifier.classify([photos[0]!]);
    expect(scores!.fine[1]).toBeCloseTo(1, 4);
    predictions.push({ tagName: 'surf-green', probability: 0.5 });
    await expect(classifier.classify([photos[0]!])).rejects.toMatchObject({
      code: 'custom_vision_tags_changed',
      halts: true,
      message: expect.stringContaining('surf-green'),
    });
  });

  it('refuses the answer of another iteration than it was made with', async () => {
    const { server, classifier, photos } = await open(flat);
    server.intercept((_, response) => {
      const iteration = '00000000-0000-4000-8000-0000000000ff';
      answer(response, 200, { iteration, predictions: [{ tagName: 'fiesta-red', probability: 1 }] });
      return true;
    });
    await expect(classifier.classify([photos[0]!])).rejects.toMatchObject({
      code: 'custom_vision_not_published',
      halts: true,
    });
  });

  it('names what an iteration that is not published needs', async () => {
    const at = { ...(root.at as { projectId: string; iterationId: string }), publishedName: 'old' };
    const { classifier, photos } = await open(flat);
    const gone = remoteModel({
      ...flat,
      customVision: { ...flat.customVision!, root: { ...flat.customVision!.root, at } },
    });
    const other = await createRemoteClassifier(gone, dependencies);
    onTestFinished(() => other.close());
    expect(classifier.input).toEqual(other.input);
    await expect(other.classify([photos[0]!])).rejects.toMatchObject({
      code: 'custom_vision_not_published',
      halts: true,
      message: expect.stringMatching(new RegExp(`${at.projectId}.*${at.iterationId}.*"old".*publish`)),
    });
  });

  it('asks again nothing that was answered, in whatever process, unless told that latencies count', async () => {
    const { server, classifier, photos } = await open({}, { keepAnswers: true });
    const before = await classifier.classify(photos);
    const asked = server.requests();
    const again = await createRemoteClassifier(remoteModel(), {
      config: remoteConfig(server.url),
      openDatabase,
      log: testLog,
      keepAnswers: true,
    });
    onTestFinished(() => again.close());
    expect(await again.classify(photos)).toEqual(before);
    expect(server.requests()).toBe(asked);
    expect(again.spent!().calls).toBe(0);
  });

  it('names the setting that is missing, and a family whose finishes nothing tells apart', async () => {
    const config = remoteConfig(shared.url, { CUSTOM_VISION_PREDICTION_KEY: '' });
    const without = createRemoteClassifier(remoteModel(), { ...dependencies, config });
    await expect(without).rejects.toBeInstanceOf(UsageError);
    await expect(without).rejects.toThrow('CUSTOM_VISION_PREDICTION_KEY');
    const { endpoint } = remoteModel().description.customVision;
    const incomplete = remoteModel({ customVision: { endpoint, root, within: {} } });
    await expect(createRemoteClassifier(incomplete, dependencies)).rejects.toThrow('2 finishes of red');
  });
});
