/**
 * Ours against what one would write otherwise, in turns on the same photos and backbone, which is in floats elsewhere: a plain
 * loop on TensorFlow.js, one on ONNX Runtime without batches (also on our network of 8 bits, to tell what batches and
 * threads alone gain), and the image feature pipeline of transformers.js (where it is installed:
 * npm install --no-save @huggingface/transformers). Photos per second from bytes to answers, all with both looks at each
 * photo. Prints JSON. By hand: npm run build && node bench/against.js DATASET [--model FOLDER] [--photos 200] [--rounds 3]
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { loadExtractor, readBackbone } from '../dist/backbone/backbone.js';
import { joinModel } from '../dist/classifier/head-graph.js';
import { readModelFolder } from '../dist/classifier/model-folder.js';
import { readModelGraph } from '../dist/classifier/model-graph.js';
import { onnxBackend } from '../dist/classifier/onnx-backend.js';
import { Graph } from '../dist/onnx/graph.js';
import { createOperators } from '../dist/onnx/operators.js';
import { writePhotoFolder } from './photo-folder.js';

const backbone = 'mobilenet-v2';
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: here('../data/reference') },
    photos: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '3' },
    side: { type: 'string' },
  },
});
const scratch = await mkdtemp(join(tmpdir(), 'honeyburst-bench-'));
try {
  const photos = join(scratch, 'photos');
  await writePhotoFolder(photos, positionals[0], {
    count: Number(options.photos),
    side: Number(options.side),
  });
  const model = await readModelFolder(options.model, [onnxBackend]);
  const [network, inFloats] = ['network.onnx', 'floats.onnx'].map((file) => join(scratch, file));
  await writeFile(network, await readModelGraph(model));
  const head = await readFile(join(options.model, 'head.onnx'));
  await writeFile(inFloats, joinModel(loadExtractor(backbone, { quantised: false }), head));
  const contestants = {
    honeyburst: ['decode-and-infer.js', options.model, photos],
    tensorflow: ['plain/tensorflow.js', photos],
    onnxruntime: ['plain/onnxruntime.js', photos, inFloats],
    onnxruntimeOnOurNetwork: ['plain/onnxruntime.js', photos, network],
  };
  if (isInstalled('@huggingface/transformers')) {
    contestants.transformers = ['plain/transformers.js', photos, await writeTransformersModel()];
  }
  const names = Object.keys(contestants);
  const runs = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < Number(options.rounds); round++) {
    // Each round begins with another one, so that a machine that slows down wrongs none of them.
    for (const name of [...names.slice(round % names.length), ...names.slice(0, round % names.length)]) {
      const [script, ...args] = contestants[name];
      const { stdout } = await promisify(execFile)(process.execPath, [here(script), ...args]);
      runs[name].push(JSON.parse(stdout.trim().split('\n').at(-1)));
      process.stderr.write(`${name} ${JSON.stringify(runs[name].at(-1))}\n`);
    }
  }
  // Pair by pair: what else the machine does in a round weighs on both.
  const ratios = Object.fromEntries(
    names
      .slice(1)
      .map((name) => [
        name,
        median(
          runs.honeyburst.map((ours, round) => ours.photosPerSecond / runs[name][round].photosPerSecond),
        ),
      ]),
  );
  const report = {
    photos: Number(options.photos),
    side: options.side ?? 'as they are',
    timesAsFast: ratios,
    runs,
  };
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
} finally {
  await rm(scratch, { recursive: true, force: true });
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function isInstalled(name) {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    process.stderr.write(`${name} is left out: npm install --no-save ${name} brings it\n`);
    return false;
  }
}

/** The same backbone as transformers.js takes it. */
async function writeTransformersModel() {
  const folder = join(scratch, 'backbone');
  await mkdir(join(folder, 'onnx'), { recursive: true });
  const graph = new Graph();
  const ops = createOperators(graph);
  const pixels = graph.input('pixel_values', 'float', [-1, 3, 224, 224]);
  const { global } = readBackbone(backbone, { quantised: false }).tap(ops, ops.mul(pixels, ops.scalar(255)));
  graph.output('last_hidden_state', global);
  await writeFile(join(folder, 'onnx', 'model.onnx'), graph.toBytes());
  await writeFile(join(folder, 'config.json'), JSON.stringify({ model_type: 'mobilenet_v2' }));
  await writeFile(
    join(folder, 'preprocessor_config.json'),
    JSON.stringify({
      image_processor_type: 'MobileNetV2ImageProcessor',
      do_resize: true,
      size: { height: 224, width: 224 },
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: false,
    }),
  );
  return folder;
}
