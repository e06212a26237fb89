import { describe, expect, it } from 'vitest';
import { type LabelTree, labelCount, parentNumbers, tiers } from '../../src/classifier/label-tree.js';
import { hierarchies, scoresOf, toScores } from '../../src/classifier/scores.js';
import { createSession } from '../../src/inference/create-session.js';
import { Graph } from '../../src/onnx/graph.js';
import { createOperators } from '../../src/onnx/operators.js';
import { createRandom } from '../../src/random.js';

const labels: LabelTree = {
  coarse: ['red', 'blue', 'green'],
  fine: ['red', 'red', 'blue', 'green', 'green', 'green'].map((parent, i) => ({ label: `${i}`, parent })),
};
const parents = parentNumbers(labels);
const temperatures = { coarse: 0.7, fine: 1.3 };
const width = labelCount(labels);
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
    for (const tier of tiers) graph.output(tier, outputs[tier]);
    const session = await createSession(graph.toBytes(), { engine: 'onnx' });
    const data = Float32Array.from(rows.flatMap((row) => [...row]));
    const result = await session.run({ logits: { data, shape: [rows.length, width] } });
    await session.close();
    for (const tier of tiers) {
      const expected = scores.flatMap((score) => [...score[tier]]);
      expect(result[tier]).toHaveLength(expected.length);
      expected.forEach((value, i) => {
        expect(result[tier]![i]).toBeCloseTo(value, 5);
      });
    }
  });

  it('gives coarse labels that sum to 1, and no fine label more than its parent', () => {
    for (const { coarse, fine } of scores) {
      expect(coarse.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      fine.forEach((share, number) => {
        expect(share).toBeLessThanOrEqual(coarse[parents[number]!]! + 1e-6);
      });
    }
  });

  it('names fine labels below other coarse ones than the most probable unless it is hard', () => {
    const elsewhere = scores.some(({ coarse, fine }) => {
      const top = coarse.indexOf(Math.max(...coarse));
      return fine.some((share, number) => share > 0 && parents[number] !== top);
    });
    expect(elsewhere).toBe(hierarchy !== 'hard');
  });
});

it('labels that are each true or not are answered by sigmoids, in the network as in calibration', async () => {
  const tags: LabelTree = { coarse: Array.from({ length: width }, (_, i) => `tag ${i}`), fine: [] };
  const graph = new Graph();
  const ops = createOperators(graph);
  const logits = graph.input('logits', 'float', [-1, width]);
  graph.output('coarse', toScores(ops, logits, tags, temperatures, 'multilabel').coarse);
  const session = await createSession(graph.toBytes(), { engine: 'onnx' });
  const data = Float32Array.from(rows.flatMap((row) => [...row]));
  const { coarse } = await session.run({ logits: { data, shape: [rows.length, width] } });
  await session.close();
  rows.forEach((row, i) => {
    scoresOf(row, tags, temperatures, 'multilabel').coarse.forEach((value, tag) => {
      expect(value).toBeCloseTo(1 / (1 + Math.exp(-row[tag]! / temperatures.coarse)), 5);
      expect(coarse![i * width + tag]).toBeCloseTo(value, 5);
    });
  });
});
