import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBackbone } from '../../src/backbone/open-backbone.js';
import { createLocalClassifier } from '../../src/classifier/local.js';
import type { LocalModel } from '../../src/classifier/local-model.js';
import { readModelFolder, sha256 } from '../../src/classifier/model-folder.js';
import { onnxBackend } from '../../src/classifier/onnx-backend.js';
import { importExport } from '../../src/custom-vision/exports/import-export.js';
import { HoneyburstError } from '../../src/errors.js';
import { silentProgress } from '../../src/progress.js';
import { createRandom } from '../../src/random.js';
import { loadBuiltInTaxonomy } from '../../src/taxonomy/built-in.js';
import { onnxExport } from '../custom-vision/exports/onnx-export.js';
import { teachableMachineExport } from '../custom-vision/exports/teachable-machine.js';
import { writeZip } from '../custom-vision/exports/zip-file.js';
import { preparePhotos } from '../support/classifier-contract.js';
import { makeFolder } from '../support/folder.js';
import { writeUntrainedModel } from '../support/untrained-model.js';

const { onnx } = onnxProto;
const { folder, remove } = await makeFolder();
afterAll(remove);
const taxonomy = await loadBuiltInTaxonomy();
const labels = ['black', 'red', 'blue', 'sunburst'];
const mostMemory = 250_000;

async function refusal(taking: Promise<unknown>): Promise<HoneyburstError> {
  const memory = process.resourceUsage().maxRSS;
  const startedAt = performance.now();
  const error = await taking.then(
    () => expect.fail('it was taken'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HoneyburstError)) throw error;
  expect(error.retryable).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  expect(process.resourceUsage().maxRSS - memory).toBeLessThan(mostMemory);
  return error;
}

const path = join(folder, 'export.zip');
const take = async (files: ReadonlyMap<string, Buffer>) =>
  importExport(await writeZip(path, files), { threshold: 0.9 }, { home: folder, taxonomy });

const network = onnxExport({ labels });
type Model = Onnx.ModelProto & { graph: Onnx.GraphProto };
const ints = (name: string, values: number[]) => ({
  name,
  type: onnx.AttributeProto.AttributeType.INTS,
  ints: values,
});
const weights = ({ graph }: Model, name = 'kernel') =>
  graph.initializer.find((tensor) => tensor.name === name)!;
const node = ({ graph }: Model, operator: string) => graph.node.find(({ opType }) => opType === operator)!;
const side = ({ graph }: Model, value: number) => {
  const { dim } = graph.input[0]!.type!.tensorType!.shape!;
  dim![2] = { dimValue: value };
  dim![3] = { dimValue: value };
};
/** Puts an operator with whole numbers as its second operand into the middle of the network. */
const insert = ({ graph }: Model, opType: string, values: number[]) => {
  const at = graph.node.findIndex((one) => one.opType === 'GlobalAveragePool');
  const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  graph.initializer.push(
    onnx.TensorProto.create({ name: 'lie', dims: [values.length], dataType: 7, rawData }),
  );
  const pool = graph.node[at]!;
  const inserted = { opType, input: [pool.input![0]!, 'lie'], output: ['inserted'] };
  graph.node.splice(at, 0, onnx.NodeProto.create(inserted));
  pool.input![0] = 'inserted';
};

function lying(change: (model: Model) => void): Map<string, Buffer> {
  const model = onnx.ModelProto.decode(Buffer.from(network.get('model.onnx')!)) as Model;
  change(model);
  return new Map(network).set('model.onnx', Buffer.from(onnx.ModelProto.encode(model).finish()));
}

const lies: Record<string, (model: Model) => void> = {
  'weights shorter than their shape': (model) => {
    weights(model).rawData = weights(model).rawData!.subarray(0, 100);
  },
  'weights longer than their shape': (model) => {
    weights(model).rawData = new Uint8Array(16_288);
  },
  'a shape of 2^40 rows': (model) => {
    weights(model).dims = [2 ** 40, 3, 8, 8];
  },
  'a shape whose size is more than 64 bits hold': (model) => {
    weights(model).dims = [2 ** 31, 2 ** 31, 8, 8];
  },
  'a negative shape': (model) => {
    weights(model).dims = [-16, 3, 8, 8];
  },
  'a shape that is negative twice': (model) => {
    weights(model).dims = [-16, -3, 8, 8];
  },
  'a shape of nothing': (model) => {
    Object.assign(weights(model), { dims: [0, 3, 8, 8], rawData: new Uint8Array(0) });
  },
  '68 GB that are not there': (model) => {
    Object.assign(weights(model), { dims: [2 ** 34], rawData: new Uint8Array(0) });
  },
  'weights of another type': (model) => {
    weights(model).dataType = 7;
  },
  'weights of no type': (model) => {
    weights(model).dataType = 99;
  },
  'weights of text': (model) => {
    weights(model).dataType = 8;
  },
  'weights in another file': (model) => {
    Object.assign(weights(model), {
      dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
      externalData: [{ key: 'location', value: '/etc/passwd' }],
    });
  },
  'weights that are no numbers': (model) => {
    weights(model, 'matrix').rawData!.fill(0xff);
  },
  'a circle': (model) => {
    node(model, 'Relu').input = ['model_output'];
  },
  'an operator that takes what it gives': (model) => {
    node(model, 'Relu').input = node(model, 'Relu').output;
  },
  'an operand that is not there': (model) => {
    node(model, 'Relu').input = ['nothing'];
  },
  'no operands': (model) => {
    node(model, 'GlobalAveragePool').input = [];
  },
  'strides of 0': (model) => {
    node(model, 'Conv').attribute!.find(({ name }) => name === 'strides')!.ints = [0, 0];
  },
  'a kernel of 2^40': (model) => {
    node(model, 'Conv').attribute!.find(({ name }) => name === 'kernel_shape')!.ints = [2 ** 40, 2 ** 40];
  },
  'a margin of 2^30': (model) => {
    node(model, 'Conv').attribute!.push(ints('pads', Array(4).fill(2 ** 30)));
  },
  'photos of 2^40 px': (model) => side(model, 2 ** 40),
  'photos of 20,000 px': (model) => side(model, 20_000),
  'photos of 8 px': (model) => side(model, 8),
  'tiles of 2^32': (model) => insert(model, 'Tile', [1, 1, 2 ** 16, 2 ** 16]),
  'a margin of 2^40': (model) => insert(model, 'Pad', [0, 0, 0, 0, 0, 0, 2 ** 40, 2 ** 40]),
  'a choice from beyond the end': (model) => insert(model, 'Gather', [2 ** 40, 5]),
  'two answers for four labels': (model) => {
    Object.assign(weights(model, 'matrix'), {
      dims: [16, 2],
      rawData: weights(model, 'matrix').rawData!.subarray(0, 128),
    });
  },
  'answers of no type': ({ graph }) => {
    graph.output[0]!.type = null;
  },
  'an input of no shape': ({ graph }) => {
    graph.input[0]!.type!.tensorType!.shape = null;
  },
  'an unknown operator': (model) => {
    node(model, 'Relu').opType = 'Honeyburst';
  },
  'an operator of somebody else': (model) => {
    node(model, 'Relu').domain = 'com.example';
  },
};

describe('an ONNX export', () => {
  it.each(Object.entries(lies))('that lies is refused by name, with what to do: %s', async (_, change) => {
    const error = await refusal(take(lying(change)));
    expect(error).toMatchObject({ code: 'export_unusable', stage: 'model' });
    expect(error.message).toContain(path);
    expect(error.message).toMatch(/Export|export|labels/);
  });

  it('of which bytes were changed is taken or refused, 250 times', async () => {
    const whole = network.get('model.onnx')!;
    const outcomes = { taken: 0, refused: 0 };
    for (let n = 0; n < 250; n++) {
      const random = createRandom(`model/${n}`);
      let bytes: Buffer = Buffer.from(whole);
      const kind = random.integer(10);
      for (let edits = 1 + random.integer(4); edits > 0; edits--) {
        // What is not weights stands at both ends.
        const ends = [random.integer(400), bytes.length - 1 - random.integer(900), random.integer(12_000)];
        const at = random.pick(ends);
        bytes[at] = random.chance(0.5) ? bytes[at]! ^ (1 << random.integer(8)) : random.integer(256);
      }
      if (kind === 0) bytes = Buffer.from(Array.from({ length: 2000 }, () => random.integer(256)));
      if (kind === 1) bytes = bytes.subarray(0, random.integer(bytes.length));
      try {
        await take(new Map(network).set('model.onnx', bytes));
        outcomes.taken++;
      } catch (error) {
        if (!(error instanceof HoneyburstError)) throw new Error(`model/${n}`, { cause: error });
        expect(error.code).toBe('export_unusable');
        outcomes.refused++;
      }
    }
    expect(outcomes.taken).toBeGreaterThan(10);
    expect(outcomes.refused).toBeGreaterThan(100);
  });

  it('is no backbone where it lies', async () => {
    const file = join(folder, 'backbone.onnx');
    for (const [name, change] of Object.entries(lies)) {
      await writeFile(file, lying(change).get('model.onnx')!);
      const error = await refusal(
        openBackbone({ backbone: file }, { home: folder, progress: silentProgress }),
      );
      expect(error.message, name).toContain('backbone');
    }
  });
});

/** The configuration of models within each other: more than can be written as a document at once. */
const deep = `${'{"name":"x","layers":[{"class_name":"Sequential","config":'.repeat(20_000)}{"layers":[]}${'}]}'.repeat(20_000)}`;

describe('a TensorFlow.js export', () => {
  let exported: Map<string, Buffer>;
  beforeAll(async () => {
    exported = await teachableMachineExport(labels);
  });

  // biome-ignore lint/suspicious/noExplicitAny: a document to be spoilt anywhere
  const spoilt = (change: (json: any) => void) => {
    const json = JSON.parse(exported.get('model.json')!.toString());
    change(json);
    const text = JSON.stringify(json).replace('"DEEP"', deep);
    return new Map(exported).set('model.json', Buffer.from(text));
  };
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const layers = (json: any): any[] => {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const of = (model: any): any[] => (model.config?.layers ?? []).flatMap((one: any) => [one, ...of(one)]);
    return of(json.modelTopology.model_config ?? json.modelTopology);
  };

  // biome-ignore lint/suspicious/noExplicitAny: as above
  const falsehoods: Record<string, (json: any) => void> = {
    'a weight of 2^40': (json) => {
      json.weightsManifest[0].weights[0].shape = [2 ** 40];
    },
    'a weight of a negative shape': (json) => {
      json.weightsManifest[0].weights[0].shape = [-3, -3, 3, 8];
    },
    'a weight without a shape': (json) => {
      delete json.weightsManifest[0].weights[0].shape;
    },
    'a shape that is text': (json) => {
      json.weightsManifest[0].weights[0].shape = 'large';
    },
    'a weight of another type': (json) => {
      json.weightsManifest[0].weights[0].dtype = 'complex64';
    },
    'weights that are missing': (json) => {
      json.weightsManifest[0].weights.splice(0, 3);
    },
    'weights that lie elsewhere': (json) => {
      json.weightsManifest[0].paths = ['../../etc/passwd'];
    },
    'no list of weights': (json) => {
      json.weightsManifest = [{}];
    },
    'photos of 100,000 px': (json) => {
      for (const { config } of layers(json))
        if (config.batch_input_shape) config.batch_input_shape = [null, 100_000, 100_000, 3];
    },
    'a kernel of another shape than its layer': (json) => {
      json.weightsManifest[0].weights
        .find(({ shape }: { shape: number[] }) => shape.length === 4)
        .shape.reverse();
    },
    'a layer that is unknown': (json) => {
      layers(json).find(({ class_name: name }) => name === 'Conv2D').class_name = 'Lambda';
    },
    'layers that are none': (json) => {
      json.modelTopology = { class_name: 'Sequential', config: { layers: [null, 1, 'x'] } };
    },
    'no layers': (json) => {
      json.modelTopology = { class_name: 'Sequential', config: { layers: [] } };
    },
    'models within models without end': (json) => {
      json.modelTopology = { class_name: 'Sequential', config: 'DEEP' };
    },
  };

  it.each(Object.entries(falsehoods))('that lies is refused by name: %s', async (_, change) => {
    const error = await refusal(take(spoilt(change)));
    expect(error).toMatchObject({ code: 'export_unusable', stage: 'model' });
    expect(error.message).toContain(path);
    const file = join(folder, 'model.json');
    await writeFile(file, spoilt(change).get('model.json')!);
    await writeFile(join(folder, 'weights.bin'), exported.get('weights.bin')!);
    await refusal(openBackbone({ backbone: file }, { home: folder, progress: silentProgress }));
  });

  it('that is cut short, or no JSON, is refused', async () => {
    const bin = exported.get('weights.bin')!;
    for (const [name, bytes] of [
      ['weights.bin', bin.subarray(0, bin.length - 1)],
      ['weights.bin', Buffer.alloc(0)],
      ['model.json', Buffer.from('[')],
      ['model.json', Buffer.from('null')],
      ['model.json', Buffer.from('{"modelTopology": 1, "weightsManifest": []}')],
      ['metadata.json', Buffer.from('{}')],
      ['metadata.json', Buffer.from('{"labels": ["black", "red"], "imageSize": 100000000}')],
    ] as const) {
      expect(await refusal(take(new Map(exported).set(name, bytes)))).toMatchObject({
        code: 'export_unusable',
      });
    }
  });
});

describe('a model folder', () => {
  const home = join(folder, 'model');
  // biome-ignore lint/suspicious/noExplicitAny: a document to be spoilt anywhere
  const describeAs = async (change: (description: any) => void): Promise<LocalModel> => {
    await writeUntrainedModel(home);
    const file = join(home, 'model.json');
    const description = JSON.parse(await readFile(file, 'utf8'));
    change(description);
    await writeFile(file, JSON.stringify(description));
    return readModelFolder(home, [onnxBackend]);
  };
  const answer = async (model: LocalModel) => {
    const classifier = await createLocalClassifier(model, { threads: 1 });
    try {
      return await classifier.classify(await preparePhotos(classifier));
    } finally {
      await classifier.close();
    }
  };

  it('whose labels are not those of its network gives no answer', async () => {
    const model = await describeAs((description) => {
      description.families.pop();
      delete description.calibration.thresholds.family.sunburst;
    });
    const error = await refusal(answer(model));
    expect(error).toMatchObject({ code: 'model_misdescribed', stage: 'model', halts: true });
    expect(error.message).toMatch(/lists 3 families, but its network gives 4.*Train or import it again/);
    expect(error.message).toContain(home);
    const more = await describeAs((description) => {
      description.finishes.push({ slug: 'sea-foam-green', family: 'blue' });
      description.calibration.thresholds.finish['sea-foam-green'] = 0.5;
    });
    expect((await refusal(answer(more))).message).toContain('lists 6 finishes, but its network gives 5');
  });

  it.each<[string, (head: Buffer) => Promise<Buffer> | Buffer]>([
    ['noise', () => Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 131 + 7) % 251))],
    ['nothing', () => Buffer.alloc(0)],
    ['cut short', (head) => head.subarray(0, head.length >> 1)],
    ['a network of something else', () => network.get('model.onnx')!],
  ])('whose network is not one, although its checksum is right, is refused by name: %s', async (_, spoil) => {
    await writeUntrainedModel(home);
    const head = await spoil(await readFile(join(home, 'head.onnx')));
    const model = await describeAs((description) => {
      description.headChecksum = sha256(head);
    });
    await writeFile(join(home, 'head.onnx'), head);
    const error = await refusal(answer(model));
    expect(error.code).toMatch(/^model_(unreadable|misdescribed)$/);
    expect(error.message).toContain(home);
  });
});
