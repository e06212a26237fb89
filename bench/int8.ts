import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBackbone, readLocator, readProjections } from '#dist/backbone/backbone.js';
import { buildExtractor } from '#dist/backbone/extractor.js';
import { embeddingShapes } from '#dist/backbone/grid.js';
import { photoSize } from '#dist/backbone/look.js';
import { joinModel } from '#dist/classifier/head-graph.js';
import { headOutputs } from '#dist/classifier/head-outputs.js';
import { readCalibration, readLabels } from '#dist/classifier/model-labels.js';
import { parseConfig } from '#dist/config/config.js';
import { createSession } from '#dist/inference/create-session.js';
import type { LabelledPhoto } from '#dist/learning/dataset/dataset.js';
import { predictionMetrics } from '#dist/learning/evaluation/evaluate.js';
import { type Prediction, toPrediction } from '#dist/learning/evaluation/prediction.js';
import { Graph } from '#dist/onnx/graph.js';
import { createOperators } from '#dist/onnx/operators.js';
import { type Feed, floatsOf, type Outputs, type Session } from '#dist/onnx/session.js';
import { preparePhoto } from '#dist/photo/decode.js';
import { letterbox } from '#dist/photo/letterbox.js';
import { number, readArguments } from './rig/arguments.js';
import { readPhotos } from './rig/dataset-photos.js';
import { readLocalModel } from './rig/local-model.js';
import { cpuMs, median, printReport } from './rig/statistics.js';

const {
  operands: [folder, dataset],
  flags,
} = readArguments({
  about: `
What 8 bits and smaller input gain and cost: runs variants of a model's extractor, under the heads that it has, side by
side on one thread at batch 8. Prints their speed, and what they answer on the validation rows of a dataset, as JSON.`,
  operands: ['MODEL_FOLDER', 'DATASET'],
  flags: { rows: number('validation rows; default all') },
});

interface Variant {
  name: string;
  quantised: boolean;
  /** Sides of the two looks in pixels. Without a second look the first counts twice. */
  whole: number;
  body?: number;
}

interface Contestant {
  name: string;
  session: Session;
  /** Milliseconds a photo, of each round. */
  wall: number[];
  cpu: number[];
  predictions: Prediction[];
}

interface Batch {
  photos: LabelledPhoto[];
  feeds: Record<string, Feed>;
}

const batchSize = 8;
const rounds = 12;
const variants: Variant[] = [
  { name: 'float', quantised: false, whole: 224, body: 224 },
  { name: 'int8', quantised: true, whole: 224, body: 224 },
  { name: 'int8, whole photo at 160', quantised: true, whole: 160, body: 224 },
  { name: 'int8, whole photo at 128', quantised: true, whole: 128, body: 224 },
  { name: 'int8, whole photo at 112', quantised: true, whole: 112, body: 224 },
  { name: 'int8, body at 192', quantised: true, whole: 224, body: 192 },
  { name: 'int8, body at 160', quantised: true, whole: 224, body: 160 },
  { name: 'int8, both at 192', quantised: true, whole: 192, body: 192 },
  { name: 'int8, whole photo only', quantised: true, whole: 224 },
];

const { description } = await readLocalModel(folder);
const { photo: limits } = parseConfig({});
const head = await readFile(join(folder, 'head.onnx'));
const photos = (await readPhotos(dataset)).filter(({ split }) => split === 'validation').slice(0, flags.rows);
const batches: Batch[] = [];
for (let from = 0; from < photos.length; from += batchSize)
  batches.push(await prepare(photos.slice(from, from + batchSize)));

const contestants: Contestant[] = [];
for (const variant of variants) {
  const session = await createSession(build(variant), { engine: 'onnx', threads: 1 });
  contestants.push({ name: variant.name, session, wall: [], cpu: [], predictions: [] });
}
for (let round = 0; round <= rounds; round++) await run(round);
for (const contestant of contestants) {
  for (const batch of batches) {
    const outputs = await contestant.session.run(batch.feeds);
    contestant.predictions.push(...toPredictions(batch.photos, outputs));
  }
  await contestant.session.close();
}
const first = contestants[0]!;
printReport({
  model: description.name,
  photos: photos.length,
  threads: 1,
  batch: batchSize,
  variants: contestants.map(({ name, wall, cpu, predictions }) => {
    const { family, finish, calibration, levels } = predictionMetrics(predictions, {
      family: {},
      finish: {},
    });
    return {
      variant: name,
      msPerPhoto: { wall: median(wall), cpu: median(cpu), least: Math.min(...wall) },
      speed: median(first.cpu) / median(cpu),
      family: { accuracy: family.accuracy, ...compare(predictions, 'family') },
      finish: { accuracy: finish.accuracy, ...compare(predictions, 'finish') },
      finishCalibrationError: calibration.expectedCalibrationError,
      finishCoverageAt95: calibration.coverageAtPrecision['0.95'],
      named: levels.finish,
      familyOnly: levels.family,
    };
  }),
});

async function prepare(photos: LabelledPhoto[]): Promise<Batch> {
  const prepared = await Promise.all(
    photos.map(async ({ file }) =>
      preparePhoto(await readFile(file), { kind: 'pixels', size: photoSize }, limits),
    ),
  );
  const data = new Uint8Array(Buffer.concat(prepared.map((photo) => letterbox(photo, photoSize))));
  return { photos, feeds: { pixels: { data, shape: [photos.length, photoSize, photoSize, 4] } } };
}

function build({ quantised, whole, body }: Variant): Uint8Array {
  const { name } = description.backbone;
  const projections = readProjections(name);
  const backbone = (size: number) => readBackbone(name, { quantised, size });
  if (body) {
    const options = { locator: readLocator(name), whole: backbone(whole) };
    return joinModel(buildExtractor(backbone(body), projections, options), head);
  }
  const graph = new Graph();
  const ops = createOperators(graph);
  const once = graph.include(buildExtractor(backbone(whole), projections), 'extractor/');
  const parts = Object.keys(embeddingShapes);
  const twice = Object.fromEntries(parts.map((part) => [part, ops.concat([once[part]!, once[part]!], 1)]));
  for (const [output, tensor] of Object.entries(graph.include(head, 'head/', twice)))
    graph.output(output, tensor);
  return graph.toBytes();
}

/** Runs all variants on one batch, in turns, so that whatever else the machine does slows down all alike. */
async function run(round: number): Promise<void> {
  const { photos, feeds } = batches[round % batches.length]!;
  const order = round % 2 === 0 ? contestants.toReversed() : contestants;
  for (const { session, wall, cpu } of order) {
    const [startedAt, before] = [performance.now(), cpuMs()];
    await session.run(feeds);
    // The first round warms up.
    if (round === 0 || photos.length < batchSize) continue;
    wall.push((performance.now() - startedAt) / batchSize);
    cpu.push((cpuMs() - before) / batchSize);
  }
}

function toPredictions(photos: readonly LabelledPhoto[], outputs: Outputs): Prediction[] {
  const rowsOf = (name: string) => {
    const values = floatsOf(outputs, name);
    const width = values.length / photos.length;
    return (row: number) => values.subarray(row * width, (row + 1) * width);
  };
  const [familyRow, finishRow] = [rowsOf(headOutputs.coarse), rowsOf(headOutputs.fine)];
  const classifier = { labels: readLabels(description), thresholds: readCalibration(description).thresholds };
  return photos.map((photo, row) => {
    const scores = { coarse: familyRow(row), fine: finishRow(row), bodyShare: 1 };
    return toPrediction(photo, scores, classifier);
  });
}

/**
 * Photos that only this variant gets right, and those that only the first one does, and how likely so uneven a split
 * is by chance (McNemar's test, exact).
 */
function compare(predictions: readonly Prediction[], tier: 'family' | 'finish') {
  let [gained, lost] = [0, 0];
  for (const [i, prediction] of predictions.entries()) {
    const truth = prediction.photo[tier];
    if (truth === undefined) continue;
    const now = prediction[tier].label === truth;
    const before = first.predictions[i]![tier].label === truth;
    if (now && !before) gained++;
    if (before && !now) lost++;
  }
  const n = gained + lost;
  let [tail, term] = [0, 0.5 ** n];
  for (let k = 0; k <= Math.min(gained, lost); k++) {
    tail += term;
    term *= (n - k) / (k + 1);
  }
  return { gained, lost, p: Math.min(1, 2 * tail) };
}
