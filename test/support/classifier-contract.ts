import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { indexOfHighest } from '../../src/classifier/answer.js';
import type { Classifier, PhotoScores } from '../../src/classifier/classifier.js';
import { childNumbers, labelsOf, tiers } from '../../src/classifier/label-tree.js';
import { parseConfig } from '../../src/config/config.js';
import { HoneyburstError } from '../../src/errors.js';
import { preparePhoto } from '../../src/photo/decode.js';
import type { PreparedPhoto } from '../../src/photo/photo.js';
import { createRandom } from '../../src/random.js';

const photoCount = 12;
/** Features are rounded within a network: the company in a batch may tip one over. */
const tolerance = 2e-3;

/**
 * What every classifier backend promises. `create` opens one whose model has fine labels. A `hard` hierarchy tells only
 * those below the most probable coarse label.
 */
export function describeClassifier(
  name: string,
  create: () => Promise<Classifier>,
  { hierarchy = 'soft', apart = 2 * tolerance }: { hierarchy?: 'soft' | 'hard'; apart?: number } = {},
): void {
  describe(`the classifier ${name}`, () => {
    let classifier: Classifier;
    let photos: PreparedPhoto[];
    /** Scores of each photo in a call of its own, one after the other. */
    const alone: PhotoScores[] = [];

    beforeAll(async () => {
      classifier = await create();
      photos = await preparePhotos(classifier);
      for (const photo of photos) alone.push(...(await classifier.classify([photo])));
    });
    afterAll(() => classifier.close());

    const createAnother = async () => {
      const another = await create();
      onTestFinished(() => another.close());
      return another;
    };

    it('says what it can answer', () => {
      const { labels, thresholds, model } = classifier;
      expect(model).not.toBe('');
      expect(labels.coarse).toEqual(expect.arrayContaining(labels.fine.map(({ parent }) => parent)));
      for (const tier of tiers) {
        const names = labelsOf(labels)[tier];
        expect(new Set(names).size).toBe(names.length);
        expect(Object.keys(thresholds[tier]).sort()).toEqual([...names].sort());
        for (const threshold of Object.values(thresholds[tier])) {
          if (threshold === null) continue;
          expect(threshold).toBeGreaterThanOrEqual(0);
          expect(threshold).toBeLessThanOrEqual(1);
        }
      }
    });

    it('gives probabilities: coarse labels sum to 1, and the fine labels below one of them to its own', () => {
      expect(alone).toHaveLength(photoCount);
      for (const scores of alone) {
        const { labels } = classifier;
        for (const tier of tiers) expect(scores[tier]).toHaveLength(labels[tier].length);
        expect(sum(scores.coarse)).toBeCloseTo(1, 4);
        for (const [index, label] of labels.coarse.entries()) {
          const own = childNumbers(labels, label).map((number) => scores.fine[number]!);
          const routed = hierarchy === 'soft' || index === indexOfHighest(scores.coarse);
          if (own.length > 0) expect(sum(own)).toBeCloseTo(routed ? scores.coarse[index]! : 0, 4);
        }
        for (const value of [...scores.coarse, ...scores.fine, scores.bodyShare]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-6);
        }
      }
    });

    it('tells different photos apart', () => {
      const differences = alone.flatMap((a, i) => alone.slice(i + 1).map((b) => difference(a, b)));
      expect(Math.min(...differences)).toBeGreaterThan(apart);
    });

    it('scores a photo among others as it does alone, in the order given', async () => {
      expectSame(await classifier.classify(photos), alone);
      expectSame(await classifier.classify([...photos].reverse()), [...alone].reverse());
    });

    it('gives each of many simultaneous calls its own photos', async () => {
      const sizes = [1, 5, 0, 1, 8, 1, 3, 2];
      const starts = sizes.map((_, call) => (call * 7) % photoCount);
      const chosen = <T>(all: readonly T[], call: number) =>
        Array.from({ length: sizes[call]! }, (_, i) => all[(starts[call]! + i) % photoCount]!);
      const answers = await Promise.all(sizes.map((_, call) => classifier.classify(chosen(photos, call))));
      for (const [call, scores] of answers.entries()) expectSame(scores, chosen(alone, call));
    });

    it('gives nothing for nothing', async () => {
      expect(await classifier.classify([])).toEqual([]);
    });

    it('refuses photos once it is closed, which may be said twice', async () => {
      const another = await createAnother();
      await another.close();
      await expectRefused(another.classify(photos.slice(0, 3)));
      await another.close();
    });

    it('leaves no call unanswered when it is closed', async () => {
      const another = await createAnother();
      const calls = photos.map((photo) => another.classify([photo]));
      const settled = Promise.allSettled([...calls, another.classify(photos)]);
      // Some are being worked on by now, and some wait.
      await calls[0];
      await another.close();
      for (const call of await settled) {
        if (call.status === 'rejected') await expectRefused(Promise.reject(call.reason));
      }
    });
  });
}

/** Stripes of two colours, of varied shape; no two alike. */
export async function preparePhotos({ input }: Pick<Classifier, 'input'>): Promise<PreparedPhoto[]> {
  const { photo: limits } = parseConfig({});
  const random = createRandom('classifier contract');
  const colour = () => ({ r: random.integer(256), g: random.integer(256), b: random.integer(256) });
  const create = (width: number, height: number) =>
    ({ create: { width, height, channels: 3, background: colour() } }) as const;
  return Promise.all(
    Array.from({ length: photoCount }, async () => {
      const [width, height] = [100 + random.integer(200), 100 + random.integer(200)];
      const stripe = create(Math.ceil(width * random.between(0.2, 0.6)), height);
      const photo = sharp(create(width, height)).composite([
        { input: stripe, left: random.integer(40), top: 0 },
      ]);
      return preparePhoto(await photo.jpeg().toBuffer(), input, limits);
    }),
  );
}

function expectSame(actual: readonly PhotoScores[], expected: readonly PhotoScores[]): void {
  expect(actual).toHaveLength(expected.length);
  const differences = actual.map((scores, index) => difference(scores, expected[index]!));
  expect(Math.max(0, ...differences)).toBeLessThan(tolerance);
}

/** The largest difference of any one number. */
export function difference(a: PhotoScores, b: PhotoScores): number {
  const numbers = ({ coarse, fine, bodyShare }: PhotoScores) => [...coarse, ...fine, bodyShare];
  const others = numbers(b);
  return Math.max(...numbers(a).map((value, index) => Math.abs(value - others[index]!)));
}

async function expectRefused(call: Promise<unknown>): Promise<void> {
  const error = await call.then(
    () => expect.fail('the call was answered'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HoneyburstError);
  expect(error).toMatchObject({ stage: 'classify' });
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}
