import { describe, expect, it } from 'vitest';
import { hierarchies, scoresOf, toScores } from '../../src/classifier/scores.js';
import { createSession } from '../../src/inference/create-session.js';
import { Graph } from '../../src/onnx/graph.js';
import { createOperators } from '../../src/onnx/operators.js';
import { createRandom } from '../../src/random.js';

const labels = { families: 3, familyOfFinish: Int32Array.of(0, 0, 1, 2, 2, 2) };
const temperatures = { family: 0.7, finish: 1.3 };
const width = labels.families + labels.familyOfFinish.length;
const random = createRandom('scores');
const rows = Array.from({ length: 20 }, () =>
  Float32Array.from({ length: width }, () => 3 * random.normal()),
);

describe.each(hierarchies)('a %s hierarchy', (hierarchy) => {
  const scores = rows.map((logits) => scoresOf(logits, labels, temperatures, hierarchy));

  it('is computed by the network as in calibration', async () => {
    const graph = new Graph();
    const ops = createOperators(graph);
    const logits = graph.input('logits', 'float', [-1, width]);
    const outputs = toScores(ops, logits, labels, temperatures, hierarchy);
    graph.output('families', outputs.families);
    graph.output('finishes', outputs.finishes);
    const session = await createSession(graph.toBytes(), { engine: 'onnx' });
    const data = Float32Array.from(rows.flatMap((row) => [...row]));
    const result = await session.run({ logits: { data, shape: [rows.length, width] } });
    await session.close();
    const expected = (tier: 'families' | 'finishes') => scores.flatMap((score) => [...score[tier]]);
    for (const tier of ['families', 'finishes'] as const) {
      expected(tier).forEach((value, i) => {
        expect(result[tier]![i]).toBeCloseTo(value, 5);
      });
    }
  });

  it('gives families that sum to 1, and no finish more than its family', () => {
    for (const { families, finishes } of scores) {
      expect(families.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      finishes.forEach((share, finish) => {
        expect(share).toBeLessThanOrEqual(families[labels.familyOfFinish[finish]!]! + 1e-6);
      });
    }
  });

  it('names finishes of other families than the first one unless it is hard', () => {
    const elsewhere = scores.some(({ families, finishes }) => {
      const top = families.indexOf(Math.max(...families));
      return finishes.some((share, finish) => share > 0 && labels.familyOfFinish[finish] !== top);
    });
    expect(elsewhere).toBe(hierarchy !== 'hard');
  });
});

it('labels that are each true or not are answered by sigmoids, in the network as in calibration', async () => {
  const tags = { families: width, familyOfFinish: new Int32Array() };
  const graph = new Graph();
  const ops = createOperators(graph);
  const logits = graph.input('logits', 'float', [-1, width]);
  graph.output('families', toScores(ops, logits, tags, temperatures, 'multilabel').families);
  const session = await createSession(graph.toBytes(), { engine: 'onnx' });
  const data = Float32Array.from(rows.flatMap((row) => [...row]));
  const { families } = await session.run({ logits: { data, shape: [rows.length, width] } });
  await session.close();
  rows.forEach((row, i) => {
    scoresOf(row, tags, temperatures, 'multilabel').families.forEach((value, tag) => {
      expect(value).toBeCloseTo(1 / (1 + Math.exp(-row[tag]! / temperatures.family)), 5);
      expect(families![i * width + tag]).toBeCloseTo(value, 5);
    });
  });
});
