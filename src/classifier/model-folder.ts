import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { backboneNames, loadExtractor } from '../backbone/backbone.js';
import { HoneyburstError } from '../errors.js';
import { diskError } from '../write-file.js';
import { joinModel } from './head-graph.js';
import { hierarchies } from './scores.js';

/** Least confidence of each label, 0 to 1; null: the label refuses. */
const labelThresholds = z.record(z.string(), z.number().min(0).max(1).nullable());

const slug = z.string().regex(/^[a-z0-9][a-z0-9._@-]{0,63}$/, 'must be 1 to 64 of a-z, 0-9, . _ @ -');

/** What `model.json` says of any model. */
const common = {
  format: z.literal(2),
  name: slug,
  created: z.iso.datetime(),
  hierarchy: z.enum(hierarchies),
  families: z.array(z.string()).min(1),
  finishes: z.array(z.object({ slug: z.string(), family: z.string() })),
  calibration: z.object({
    temperatures: z.object({ family: z.number().positive(), finish: z.number().positive() }),
    thresholds: z.strictObject({ family: labelThresholds, finish: labelThresholds }),
  }),
  /** How it was trained and how it did on held-back photos. */
  training: z.record(z.string(), z.unknown()),
};

/** `model.json` of a model that is computed here. */
const localDescription = z.object({
  ...common,
  engine: z.literal('onnx'),
  /** The feature extractor; its checksum is that of extractor.onnx. */
  backbone: z.object({ name: z.string(), checksum: z.string() }),
  /** How photos are prepared; absent: as the program's own backbones take them. */
  input: z
    .object({
      kind: z.literal('pixels'),
      size: z.number().int().min(16).max(2048),
      fit: z.union([
        z.enum(['letterbox', 'stretch']),
        z.object({ shorterSide: z.number().int().min(16).max(2048) }),
      ]),
    })
    .optional(),
  /** SHA-256 of head.onnx. */
  headChecksum: z.string(),
});

/** A network elsewhere that gives each tag of a photo a probability; its tags are labels of the model. */
const remoteNetwork = z.object({
  /** A published iteration of a Custom Vision project, or the address of an exported container. */
  at: z.union([
    z.object({ projectId: z.guid(), iterationId: z.guid(), publishedName: z.string().min(1) }),
    z.object({ container: z.url({ protocol: /^https?$/ }) }),
  ]),
  /** A tag without a finish means the family, or in a flat model another finish of it; without either, no guitar. */
  tags: z
    .array(z.object({ name: z.string(), family: z.string().optional(), finish: z.string().optional() }))
    .min(2),
});
export type RemoteNetwork = z.infer<typeof remoteNetwork>;

/** `model.json` of a model that Custom Vision computes, or whatever speaks its protocol. */
const remoteDescription = z.object({
  ...common,
  engine: z.literal('custom-vision'),
  customVision: z.object({
    /** The resource that it was trained on; keys and the address for predictions are configuration. */
    endpoint: z.url({ protocol: /^https?$/ }),
    /** Of all families, or in a flat model of all finishes. */
    root: remoteNetwork,
    /** By family: its finishes. A family of one finish needs none. */
    within: z.record(z.string(), remoteNetwork),
  }),
});

/** `model.json` of a model folder. */
export const modelDescription = z
  .discriminatedUnion('engine', [localDescription, remoteDescription])
  .superRefine(({ families, finishes, calibration }, context) => {
    const check = (tier: 'family' | 'finish', labels: readonly string[]) => {
      const listed = Object.keys(calibration.thresholds[tier]);
      const wrong = [
        ...labels.filter((label) => !listed.includes(label)).map((label) => `${label} has none`),
        ...listed.filter((label) => !labels.includes(label)).map((label) => `${label} is no label`),
      ];
      if (wrong.length === 0) return;
      context.addIssue({
        code: 'custom',
        path: ['calibration', 'thresholds', tier],
        message: `must hold a threshold, or null, for each label: ${wrong.join(', ')}`,
      });
    };
    check('family', families);
    check(
      'finish',
      finishes.map(({ slug }) => slug),
    );
  });
export type ModelDescription = z.infer<typeof modelDescription>;
export type LocalDescription = z.infer<typeof localDescription>;
export type RemoteDescription = z.infer<typeof remoteDescription>;

export interface ModelFolder<Description extends ModelDescription = ModelDescription> {
  folder: string;
  description: Description;
  /** SHA-256 over what decides the predictions: weights, labels and calibration. */
  checksum: string;
}
export type LocalModel = ModelFolder<LocalDescription>;
export type RemoteModel = ModelFolder<RemoteDescription>;

export function isLocal(model: ModelFolder): model is LocalModel {
  return model.description.engine === 'onnx';
}

export function isRemote(model: ModelFolder): model is RemoteModel {
  return model.description.engine === 'custom-vision';
}

/** What it sees with, in a word. */
export function backboneName(description: ModelDescription): string {
  return description.engine === 'onnx' ? description.backbone.name : 'custom-vision';
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function modelChecksum(description: ModelDescription): string {
  const { families, finishes, calibration } = description;
  if (description.engine === 'custom-vision') {
    const { hierarchy, customVision } = description;
    return sha256(JSON.stringify([customVision, hierarchy, families, finishes, calibration]));
  }
  const { backbone, headChecksum, input } = description;
  const parts = [backbone.checksum, families, finishes, calibration, headChecksum];
  return sha256(JSON.stringify(input ? [...parts, input] : parts));
}

/** Writes a model folder as a whole or not at all; an older one of that name is replaced. */
export async function writeModelFolder<Description extends ModelDescription>(
  folder: string,
  description: Description,
  files: Description extends LocalDescription ? { extractor: Uint8Array; head: Uint8Array } : null,
): Promise<ModelFolder<Description>> {
  await replaceFolder(folder, async (aside) => {
    for (const [part, bytes] of Object.entries(files ?? {}))
      await writeFile(join(aside, `${part}.onnx`), bytes);
    await writeFile(join(aside, 'model.json'), `${JSON.stringify(description, null, 2)}\n`);
  });
  return { folder, description, checksum: modelChecksum(description) };
}

/** Copies a model folder as a whole or not at all, also onto itself; an older one of that name is replaced. */
export async function copyModelFolder(model: ModelFolder, folder: string): Promise<ModelFolder> {
  const { folder: from } = model;
  await replaceFolder(folder, async (aside) => {
    await copyFile(join(from, 'model.json'), join(aside, 'model.json'));
    if (isRemote(model)) return;
    await copyFile(join(from, 'head.onnx'), join(aside, 'head.onnx'));
    await copyFile(join(from, 'extractor.onnx'), join(aside, 'extractor.onnx')).catch((error) => {
      // The program's own backbone needs no copy.
      if (error.code !== 'ENOENT') throw error;
    });
  });
  return readModelFolder(folder);
}

async function replaceFolder(folder: string, fill: (aside: string) => Promise<void>): Promise<void> {
  const aside = `${folder}.${process.pid}`;
  await rm(aside, { recursive: true, force: true });
  try {
    await mkdir(aside, { recursive: true });
    await fill(aside);
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true }).catch(() => {});
    throw diskError(error, dirname(folder));
  }
}

/** Reads model.json. Throws a HoneyburstError of stage model that names the folder and what is wrong. */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const text = await readFile(join(folder, 'model.json'), 'utf8').catch((cause) => {
    throw unreadable(folder, 'it has no model.json', cause);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unreadable(folder, 'model.json is not JSON', cause);
  }
  const parsed = modelDescription.safeParse(json);
  if (!parsed.success) throw unreadable(folder, z.prettifyError(parsed.error), parsed.error);
  return { folder, description: parsed.data, checksum: modelChecksum(parsed.data) };
}

function unreadable(folder: string, message: string, cause: unknown): HoneyburstError {
  return new HoneyburstError(`${folder} is not a model folder: ${message}`, {
    code: 'model_unreadable',
    stage: 'model',
    cause,
  });
}

/**
 * The whole network of a model, pixels to probabilities, verified against the checksums in model.json.
 * A folder without extractor.onnx uses the program's own backbone of that name.
 */
export async function readModelGraph({ folder, description }: LocalModel): Promise<Uint8Array> {
  const head = await readFile(join(folder, 'head.onnx')).catch((cause) => {
    throw unreadable(folder, 'it has no head.onnx', cause);
  });
  const { name: backbone } = description.backbone;
  const extractor = await readFile(join(folder, 'extractor.onnx')).catch((cause) => {
    if (backboneNames.includes(backbone)) return loadExtractor(backbone);
    throw unreadable(
      folder,
      `it has no extractor.onnx, and ${backbone} does not come with the program`,
      cause,
    );
  });
  const verify = (name: string, bytes: Uint8Array, expected: string) => {
    if (sha256(bytes) === expected) return;
    throw new HoneyburstError(
      `${name} of ${folder} is damaged or another one: train or import the model again.`,
      {
        code: 'model_damaged',
        stage: 'model',
      },
    );
  };
  verify('head.onnx', head, description.headChecksum);
  verify('extractor.onnx', extractor, description.backbone.checksum);
  try {
    return joinModel(extractor, head);
  } catch (cause) {
    throw unreadable(
      folder,
      `its head.onnx or extractor.onnx is no network (${(cause as Error).message})`,
      cause,
    );
  }
}
