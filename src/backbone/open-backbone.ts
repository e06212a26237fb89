import { access } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { UsageError } from '../errors.js';
import { Graph } from '../onnx/graph.js';
import { createOperators } from '../onnx/operators.js';
import { parseUrl } from '../parse-url.js';
import type { Progress } from '../progress.js';
import { backboneNames, createTfjsBackbone, readBackbone } from './backbone.js';
import { type BackboneFiles, fetchBackboneFiles, isJson, readBackboneFiles } from './backbone-files.js';
import type { InputRange } from './input-range.js';
import type { Backbone } from './network.js';
import { createOnnxBackbone } from './onnx-backbone.js';
import { checkPhotoSide } from './photo-side.js';
import { parseModelJson, readTfjsModel } from './tfjs-model.js';

export interface BackboneChoice {
  /** Name of a packaged backbone, or path or URL of an ONNX file or of a TensorFlow.js model.json. */
  backbone: string;
  /** SHA-256 that the files must have, hex; a URL needs one. See BackboneFiles. */
  sha256?: string | undefined;
  /** Values that a backbone by path or URL was trained on. Default: 0..1 for TensorFlow.js, imagenet for ONNX. */
  range?: InputRange | undefined;
}

/** Throws a UsageError that says what is wrong with the choice, or a HoneyburstError if the download fails. */
export async function openBackbone(
  { backbone: text, sha256, range }: BackboneChoice,
  { home, progress }: { home: string; progress: Progress },
): Promise<Backbone> {
  if (backboneNames.includes(text)) {
    if (sha256 || range)
      throw new UsageError(
        `${text} comes with the program: it takes neither a checksum nor a range of values.`,
      );
    return readBackbone(text);
  }
  const expected = sha256?.toLowerCase();
  if (expected && !/^[0-9a-f]{64}$/.test(expected))
    throw new UsageError(`${sha256} is no SHA-256: that is 64 hexadecimal digits.`);

  if (/^https?:\/\//i.test(text)) {
    const url = parseUrl(text);
    if (!url) throw new UsageError(`${text} is not a URL.`);
    if (!expected)
      throw new UsageError(
        'A backbone from a URL needs its checksum: give --backbone-sha256 as its author states it.',
      );
    const folder = join(home, 'cache', 'backbones');
    const files = await fetchBackboneFiles(url, expected, { folder, progress });
    return fromFiles(nameOf(url.pathname), files, range);
  }
  await access(text).catch((cause) => {
    throw new UsageError(
      `There is no backbone ${text}: it is neither a file, nor a URL, nor one of ${backboneNames.join(', ')}.`,
      { cause },
    );
  });
  return fromFiles(nameOf(text), await readBackboneFiles(text, expected), range);
}

async function fromFiles(
  name: string,
  { main, shards, checksum }: BackboneFiles,
  range: InputRange | undefined,
): Promise<Backbone> {
  if (isJson(main)) {
    const chosen = range ?? '0..1';
    return { ...readTfjsBackbone(name, main, shards, chosen), identity: `${checksum} ${chosen}` };
  }
  const chosen = range ?? 'imagenet';
  return { ...(await createOnnxBackbone(name, main, chosen)), identity: `${checksum} ${chosen}` };
}

/** Throws a UsageError on a model.json that is not as TensorFlow.js writes it. */
function readTfjsBackbone(name: string, main: Buffer, shards: readonly Buffer[], range: InputRange) {
  try {
    const model = readTfjsModel(parseModelJson(main, name), Buffer.concat(shards));
    if (model.size !== undefined) checkPhotoSide(model.size);
    const backbone = createTfjsBackbone(name, model, range);
    // Built and thrown away, so that a layer that cannot be converted shows now and not in the middle of a training.
    const ops = createOperators(new Graph());
    const { size } = backbone;
    backbone.tap(ops, ops.graph.input('photo', 'float', [-1, 3, size, size]));
    return backbone;
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`The TensorFlow.js model ${name} cannot serve as a backbone: ${reason}`, { cause });
  }
}

/** The name of the file, or of its folder for a model.json. */
function nameOf(path: string): string {
  const name = basename(path, extname(path));
  return (name === 'model' && basename(dirname(path))) || name;
}
