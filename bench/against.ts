import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadExtractor, readBackbone } from '#dist/backbone/backbone.js';
import { joinModel } from '#dist/classifier/head-graph.js';
import { readModelGraph } from '#dist/classifier/model-graph.js';
import { Graph } from '#dist/onnx/graph.js';
import { createOperators } from '#dist/onnx/operators.js';
import { number, readArguments, text } from './rig/arguments.js';
import { writePhotoFolder } from './rig/dataset-photos.js';
import { readLocalModel } from './rig/local-model.js';
import { benchFile, referenceModel } from './rig/paths.js';
import { createScratchHome } from './rig/scratch-home.js';
import { median, printReport, turned } from './rig/statistics.js';

const {
  operands: [dataset],
  flags,
} = readArguments({
  about: `
Compares ours with what one would write otherwise, on the same photos and backbone (in floats, except ours): a plain
loop on TensorFlow.js, one on ONNX Runtime without batches (also on our 8-bit network, to show what batches and
threads gain), and the image feature pipeline of transformers.js (if it is installed: npm install --no-save
@huggingface/transformers). Prints photos per second from bytes to answers as JSON; all look twice at each photo.`,
  operands: ['DATASET'],
  flags: {
    model: text('model folder', referenceModel),
    photos: number('photos for each run', 200),
    rounds: number('runs of each contestant', 3),
    side: number('enlarge the photos to this many pixels'),
  },
});

interface Speed {
  photosPerSecond: number;
}

const backbone = 'mobilenet-v2';
const { home, remove } = await createScratchHome();
try {
  const photos = join(home, 'photos');
  await writePhotoFolder(photos, dataset, { count: flags.photos, side: flags.side });
  const network = join(home, 'network.onnx');
  await writeFile(network, await readModelGraph(await readLocalModel(flags.model)));
  const inFloats = join(home, 'floats.onnx');
  const head = await readFile(join(flags.model, 'head.onnx'));
  await writeFile(inFloats, joinModel(loadExtractor(backbone, { quantised: false }), head));
  /** The script of each and its arguments. */
  const contestants = new Map([
    ['honeyburst', ['rig/decode-and-infer.js', flags.model, photos]],
    ['tensorflow', ['plain/tensorflow.js', photos]],
    ['onnxruntime', ['plain/onnxruntime.js', photos, inFloats]],
    ['onnxruntimeOnOurNetwork', ['plain/onnxruntime.js', photos, network]],
  ]);
  if (isInstalled('@huggingface/transformers'))
    contestants.set('transformers', ['plain/transformers.js', photos, await writeTransformersModel()]);

  const runs = new Map<string, Speed[]>();
  for (let round = 0; round < flags.rounds; round++) {
    for (const [name, [script, ...args]] of turned([...contestants], round)) {
      const { stdout } = await promisify(execFile)(process.execPath, [benchFile(script!), ...args]);
      const speed: Speed = JSON.parse(stdout.trim().split('\n').at(-1)!);
      runs.set(name, [...(runs.get(name) ?? []), speed]);
      process.stderr.write(`${name} ${JSON.stringify(speed)}\n`);
    }
  }
  const [ours, ...others] = [...runs];
  // Round by round, because whatever else the machine does in a round slows down all of them.
  const timesAsFast = others.map(([name, theirs]) => [
    name,
    median(ours![1].map(({ photosPerSecond }, round) => photosPerSecond / theirs[round]!.photosPerSecond)),
  ]);
  printReport({
    photos: flags.photos,
    side: flags.side ?? 'as they are',
    timesAsFast: Object.fromEntries(timesAsFast),
    runs: Object.fromEntries(runs),
  });
} finally {
  await remove();
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    process.stderr.write(`${name} is left out: install it with npm install --no-save ${name}\n`);
    return false;
  }
}

/** Writes the same backbone in the form that transformers.js reads, and returns its folder. */
async function writeTransformersModel(): Promise<string> {
  const folder = join(home, 'backbone');
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
