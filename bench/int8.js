/**
 * What 8 bits and smaller input gain and cost: variants of a model's extractor under the heads that it has, side by
 * side on one thread at batch 8, and what they answer on the validation rows of a dataset, as JSON.
 * By hand: npm run build && node bench/int8.js MODEL_FOLDER LABELS_CSV [validation rows]
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBackbone, readLocator, readProjections } from '../dist/backbone/backbone.js';
import { buildExtractor } from '../dist/backbone/extractor.js';
import { embeddingShapes } from '../dist/backbone/grid.js';
import { photoSize } from '../dist/backbone/look.js';
import { joinModel } from '../dist/classifier/head-graph.js';
import { readModelFolder } from '../dist/classifier/model-folder.js';
import { onnxBackend } from '../dist/classifier/onnx-backend.js';
import { parseConfig } from '../dist/config/config.js';
import { createSession } from '../dist/inference/create-session.js';
import { readDataset } from '../dist/learning/dataset/dataset.js';
import { predictionMetrics } from '../dist/learning/evaluation/evaluate.js';
import { toPrediction } from '../dist/learning/evaluation/prediction.js';
import { Graph } from '../dist/onnx/graph.js';
import { createOperators } from '../dist/onnx/operators.js';
import { preparePhoto } from '../dist/photo/decode.js';
import { letterbox } from '../dist/photo/letterbox.js';
import { loadBuiltInTaxonomy } from '../dist/taxonomy/built-in.js';

const batchSize = 8;
const rounds = 12;
const [folder, labels, rows] = process.argv.slice(2);
const { description } = await readModelFolder(folder, [onnxBackend]);
const { name } = description.backbone;
const { photo: limits } = parseConfig({});
const projections = readProjections(name);
const locator = readLocator(name);
const head = await readFile(join(folder, 'head.onnx'));

/** Sides of the two looks; no second one: the first counts twice. */
const variants = [
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

function build({ quantised, whole, body }) {
  const backbone = (size) => readBackbone(name, { quantised, size });
  if (body) {
    const options = { locator, whole: backbone(whole) };
    return joinModel(buildExtractor(backbone(body), projections, options), head);
  }
  const graph = new Graph();
  const ops = createOperators(graph);
  const once = graph.include(buildExtractor(backbone(whole), projections), 'extractor/');
  const parts = Object.keys(embeddingShapes);
  const twice = Object.fromEntries(parts.map((part) => [part, ops.concat([once[part], once[part]], 1)]));
  for (const [output, tensor] of Object.entries(graph.include(head, 'head/', twice)))
    graph.output(output, tensor);
  return graph.toBytes();
}

const dataset = await readDataset(labels, await loadBuiltInTaxonomy());
const photos = dataset.photos
  .filter(({ split }) => split === 'validation')
  .slice(0, rows ? Number(rows) : undefined);
const batches = [];
for (let from = 0; from < photos.length; from += batchSize) {
  const some = photos.slice(from, from + batchSize);
  const prepared = await Promise.all(
    some.map(async ({ file }) =>
      preparePhoto(await readFile(file), { kind: 'pixels', size: photoSize }, limits),
    ),
  );
  const data = new Uint8Array(Buffer.concat(prepared.map((photo) => letterbox(photo, photoSize))));
  batches.push({ photos: some, feeds: { pixels: { data, shape: [some.length, photoSize, photoSize, 4] } } });
}

const sessions = [];
for (const variant of variants) {
  const session = await createSession(build(variant), { engine: 'onnx', threads: 1 });
  sessions.push({ ...variant, session, wall: [], cpu: [] });
}
for (let round = 0; round <= rounds; round++) {
  const { photos: some, feeds } = batches[round % batches.length];
  // In turns, so that whatever else the machine does weighs on all alike; the first round warms up.
  sessions.reverse();
  for (const { session, wall, cpu } of sessions) {
    const [startedAt, before] = [performance.now(), process.cpuUsage()];
    await session.run(feeds);
    const { user, system } = process.cpuUsage(before);
    if (round === 0 || some.length < batchSize) continue;
    wall.push((performance.now() - startedAt) / batchSize);
    cpu.push((user + system) / 1000 / batchSize);
  }
}
sessions.sort(
  (a, b) =>
    variants.findIndex((one) => one.name === a.name) - variants.findIndex((one) => one.name === b.name),
);

const classifier = {
  families: description.families,
  finishes: description.finishes,
  thresholds: description.calibration.thresholds,
};
for (const one of sessions) {
  one.predictions = [];
  for (const { photos: some, feeds } of batches) {
    const outputs = await one.session.run(feeds);
    const rowOf = (values, row) => {
      const width = values.length / some.length;
      return values.subarray(row * width, (row + 1) * width);
    };
    some.forEach((photo, row) => {
      const scores = { families: rowOf(outputs.families, row), finishes: rowOf(outputs.finishes, row) };
      one.predictions.push(toPrediction(photo, scores, classifier));
    });
  }
  await one.session.close();
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const [first] = sessions;
/** Photos that one of two gets right and the other does not, and how likely so uneven a split is by chance (McNemar, exact). */
function paired(predictions, tier) {
  let [gained, lost] = [0, 0];
  predictions.forEach((prediction, i) => {
    if (prediction.photo[tier] === undefined) return;
    const [now, before] = [prediction, first.predictions[i]].map(
      ({ photo, [tier]: { label } }) => label === photo[tier],
    );
    if (now && !before) gained++;
    if (before && !now) lost++;
  });
  const n = gained + lost;
  let [tail, term] = [0, 0.5 ** n];
  for (let k = 0; k <= Math.min(gained, lost); k++) {
    tail += term;
    term *= (n - k) / (k + 1);
  }
  return { gained, lost, p: Math.min(1, 2 * tail) };
}
const report = {
  model: description.name,
  photos: photos.length,
  threads: 1,
  batch: batchSize,
  variants: sessions.map(({ name, wall, cpu, predictions }) => {
    const metrics = predictionMetrics(predictions, { family: {}, finish: {} });
    return {
      variant: name,
      msPerPhoto: { wall: median(wall), cpu: median(cpu), least: Math.min(...wall) },
      speed: median(first.cpu) / median(cpu),
      family: { accuracy: metrics.family.accuracy, ...paired(predictions, 'family') },
      finish: { accuracy: metrics.finish.accuracy, ...paired(predictions, 'finish') },
      finishCalibrationError: metrics.calibration.expectedCalibrationError,
      finishCoverageAt95: metrics.calibration.coverageAtPrecision['0.95'],
      named: metrics.levels.finish,
      familyOnly: metrics.levels.family,
    };
  }),
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
