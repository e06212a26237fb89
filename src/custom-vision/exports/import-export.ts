import { basename, join, resolve } from 'node:path';
import type { LocalModel } from '../../classifier/local-model.js';
import { sha256, writeModelFolder } from '../../classifier/model-folder.js';
import { readModelGraph } from '../../classifier/model-graph.js';
import { onnxBackend } from '../../classifier/onnx-backend.js';
import { createSession } from '../../inference/create-session.js';
import { floatsOf } from '../../onnx/session.js';
import { readText } from '../../read-text.js';
import type { Taxonomy } from '../../taxonomy/taxonomy.js';
import { exportError } from './export-error.js';
import { readExportSet } from './export-set.js';
import { buildExtractor, buildHead } from './graph.js';
import { interpretLabels } from './labelling.js';
import { parseLabelCsv } from './meaning.js';

export interface ImportOptions {
  /** The name of the model. Default: the name of the export, without characters that a model's name cannot have. */
  name?: string | undefined;
  /** The path of a CSV that says what labels mean. */
  labels?: string | undefined;
  /** The least confidence of every label. */
  threshold: number;
}

/**
 * Makes a model folder from an export of Custom Vision or Teachable Machine, or from a folder of exports (see
 * readExportSet). The model is not calibrated. Throws a HoneyburstError that says what cannot be used.
 */
export async function importExport(
  path: string,
  { name = nameOf(path), labels, threshold }: ImportOptions,
  { home, taxonomy }: { home: string; taxonomy: Taxonomy },
): Promise<{ model: LocalModel; warnings: string[] }> {
  const stated = labels === undefined ? new Map() : parseLabelCsv(await readText(labels), taxonomy);
  const set = await readExportSet(path, taxonomy);
  const networks = [set.root, ...set.within.values()];
  const labelling = interpretLabels(set, { taxonomy, stated });
  const { families, finishes } = labelling;
  const extractor = buildExtractor(set);
  await tryOut(
    path,
    extractor,
    set.root.input.size,
    networks.map((network) => network.labels.length),
  );
  const head = buildHead(labelling);
  const { origin, input } = set.root;
  const model = await writeModelFolder(
    join(home, 'models', name),
    onnxBackend,
    {
      format: 2,
      name,
      created: new Date().toISOString(),
      engine: 'onnx',
      hierarchy: set.within.size === 0 && finishes.length > 0 ? 'flat' : 'soft',
      backbone: { name: `${origin}-${input.size}`, checksum: sha256(extractor) },
      input: { kind: 'pixels', size: input.size, fit: input.fit },
      families: [...families],
      finishes: [...finishes],
      calibration: {
        temperatures: { family: 1, finish: 1 },
        thresholds: {
          family: Object.fromEntries(families.map((family) => [family, threshold])),
          finish: Object.fromEntries(finishes.map(({ slug }) => [slug, threshold])),
        },
      },
      training: {
        trainingImages: { family: {}, finish: {} },
        imported: networks.map((network, index) => ({
          network: [...set.within.keys()][index - 1] ?? 'root',
          origin: network.origin,
          labels: network.labels,
          ...network.source,
        })),
      },
      headChecksum: sha256(head),
    },
    { 'extractor.onnx': extractor, 'head.onnx': head },
  );
  await readModelGraph(model);
  return { model, warnings: [...new Set(networks.flatMap(({ warnings }) => warnings))] };
}

/** Throws unless every network runs and answers with one probability for each of its labels. */
async function tryOut(path: string, extractor: Uint8Array, size: number, labels: readonly number[]) {
  const session = await createSession(extractor, { engine: 'onnx' }).catch((cause) => {
    throw exportError(path, `its network does not run: ${cause.message}`, cause);
  });
  try {
    const data = Uint8Array.from({ length: 2 * size * size * 4 }, (_, index) => (index * 31) % 256);
    const outputs = await session.run({ pixels: { data, shape: [2, size, size, 4] } });
    for (const [index, count] of labels.entries()) {
      const answer = floatsOf(outputs, `probabilities_${index}`);
      if (answer.length !== 2 * count) {
        throw exportError(path, `its network answers ${answer.length / 2} classes for ${count} labels.`);
      }
      if (!answer.every((value) => value >= -1e-4 && value <= 1 + 1e-4)) {
        throw exportError(path, 'its network does not answer probabilities: export it as it was trained.');
      }
    }
  } finally {
    await session.close();
  }
}

function nameOf(path: string): string {
  const plain = basename(resolve(path), '.zip')
    .toLowerCase()
    .replace(/[^a-z0-9._@-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '');
  return plain.slice(0, 64) || 'imported';
}
