/**
 * Fits the fixed projections of a packaged backbone on photos, without their labels, and writes them to data/.
 * Only for a new backbone: new projections make all cached embeddings and trained heads worthless.
 * By hand: npm run build && node scripts/fit-projections.js BACKBONE LABELS_CSV
 *
 * For each tap of the backbone: standardise (cells and coarse), principal components, nearly whiten.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readBackbone } from '../dist/backbone/backbone.js';
import { buildTaps, grid, projected } from '../dist/backbone/extractor.js';
import { encodeProjections, toProjection } from '../dist/backbone/projection.js';
import { parseConfig } from '../dist/config.js';
import { Graph } from '../dist/onnx/graph.js';
import { createOperators } from '../dist/onnx/operators.js';
import { preparePhoto } from '../dist/photo/decode.js';
import { createRandom } from '../dist/random.js';
import { loadBuiltInTaxonomy } from '../dist/taxonomy/built-in.js';
import { readDataset } from '../dist/training/dataset.js';

const photoCount = 2400;
const batch = 8;
/** Positions taken of each photo, and what is added to a variance before its root divides. */
const settings = {
  cells: { positions: 24, floor: 0.1, standardise: true },
  coarse: { positions: 8, floor: 0.1, standardise: true },
  global: { positions: 1, floor: 1e-3, standardise: false },
};

const [backbone, labels] = process.argv.slice(2);
const random = createRandom('projection');
const dataset = await readDataset(labels, (await loadBuiltInTaxonomy()).finishes);
const chosen = random.shuffle(dataset.photos.filter((photo) => photo.split === 'train')).slice(0, photoCount);

const samples = await sampleTaps();
const projections = {};
for (const tap of Object.keys(settings))
  projections[tap] = await fitTap(samples[tap], projected[tap], settings[tap]);
const file = new URL(`../data/${backbone}.projections`, import.meta.url);
await writeFile(file, encodeProjections(projections));
process.stdout.write(`${file.pathname}\n`);

/** Values of each tap at random positions: a list of vectors. */
async function sampleTaps() {
  const limits = parseConfig({}).photo;
  const session = await InferenceSession.create(buildTaps(readBackbone(backbone)).bytes);
  const taken = { cells: [], coarse: [], global: [] };
  for (let from = 0; from < chosen.length; from += batch) {
    const photos = await Promise.all(
      chosen
        .slice(from, from + batch)
        .map(async ({ file: path }) =>
          preparePhoto(await readFile(path), { kind: 'pixels', size: grid.size }, limits),
        ),
    );
    const pixels = Buffer.concat(photos.map(({ data }) => data));
    const result = await session.run({
      pixels: new Tensor('uint8', pixels, [photos.length, grid.size, grid.size, 4]),
    });
    for (let photo = 0; photo < photos.length; photo++) {
      for (const [tap, { positions }] of Object.entries(settings)) {
        const { data, dims } = result[tap];
        const width = dims.at(-1);
        const places = dims.length === 3 ? dims[1] : 1;
        for (let i = 0; i < positions; i++) {
          const at = (photo * places + (places === 1 ? 0 : random.integer(places))) * width;
          taken[tap].push(data.slice(at, at + width));
        }
      }
    }
  }
  return taken;
}

async function fitTap(vectors, outputs, { floor, standardise }) {
  const inputs = vectors[0].length;
  const moment = (value) => {
    const sums = new Float64Array(inputs);
    for (const vector of vectors)
      for (let i = 0; i < inputs; i++) sums[i] += value(vector[i], i) / vectors.length;
    return sums;
  };
  const mean = moment((x) => x);
  const deviation = moment((x, i) => (x - mean[i]) ** 2).map((v) => (standardise ? Math.sqrt(v) + 1e-3 : 1));
  const standard = new Float32Array(vectors.length * inputs);
  vectors.forEach((vector, row) => {
    for (let i = 0; i < inputs; i++) standard[row * inputs + i] = (vector[i] - mean[i]) / deviation[i];
  });
  const matrix = Matrix.from1DArray(inputs, inputs, await covariance(standard, vectors.length, inputs));
  const { realEigenvalues: values, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const order = values.map((_, i) => i).sort((a, b) => values[b] - values[a]);
  const weight = new Float32Array(inputs * outputs);
  order.slice(0, outputs).forEach((component, column) => {
    for (let i = 0; i < inputs; i++) {
      const scale = Math.sqrt(values[component] + floor) * deviation[i];
      weight[i * outputs + column] = eigenvectorMatrix.get(i, component) / scale;
    }
  });
  return toProjection(Float32Array.from(mean), weight);
}

async function covariance(rows, count, width) {
  const graph = new Graph();
  const ops = createOperators(graph);
  const x = graph.input('x', 'float', [count, width]);
  graph.output('covariance', ops.mul(ops.matmul(ops.transpose(x, [1, 0]), x), ops.scalar(1 / count)));
  const session = await InferenceSession.create(graph.toBytes());
  return (await session.run({ x: new Tensor('float32', rows, [count, width]) })).covariance.data;
}
