import { UsageError } from '../errors.js';
import type { Activation, Layer, LayerOf, NamedWeight, Padding, Pair } from './layer.js';
import { normalisation } from './normalisation.js';
import { toFloats, type Weight } from './weights.js';

export interface KerasLayer {
  class_name: string;
  name?: string;
  config: KerasConfig;
  /** For each use of the layer: the outputs that it takes, as [layer, use, output]. */
  inbound_nodes?: [string, number, number][][];
}

/** The parts of a layer's configuration that are read; a nested model has its own layers. */
interface KerasConfig {
  name: string;
  layers?: KerasLayer[];
  output_layers?: [string, number, number][];
  batch_input_shape?: (number | null)[];
  data_format?: string;
  activation?: string;
  padding?: string | [Pair, Pair];
  strides?: Pair;
  pool_size?: Pair;
  dilation_rate?: Pair;
  use_bias?: boolean;
  axis?: number | number[];
  epsilon?: number;
  max_value?: number | null;
  negative_slope?: number;
  threshold?: number;
  scale?: number | boolean;
  offset?: number;
  target_shape?: (number | null)[];
}

/** One Keras layer (channels last) in our terms, its output under `name`. Throws a UsageError if it is not known. */
export function convertKerasLayer(
  layer: KerasLayer,
  name: string,
  inputs: readonly string[],
  weights: ReadonlyMap<string, Weight>,
): Layer[] {
  const { class_name: type, config } = layer;
  if (config.data_format === 'channels_first') throw unsupported(layer, 'its channels come first');

  const find = (part: string): NamedWeight | undefined => {
    const own = `${config.name}/${part}`;
    const key = weights.has(own) ? own : [...weights.keys()].find((other) => other.endsWith(`/${own}`));
    return key === undefined ? undefined : { name: key, weight: weights.get(key)! };
  };
  const weightOf = (part: string): NamedWeight => {
    const found = find(part);
    if (!found) throw unsupported(layer, `its weight ${part} is missing`);
    return found;
  };
  const floats = (part: string) => {
    const found = find(part);
    return found && toFloats(found.weight);
  };
  const padding = (): Padding => {
    if (config.padding === 'same' || config.padding === 'valid') return config.padding;
    throw unsupported(layer, `padding ${config.padding}`);
  };
  const convolution = (
    output: string,
    source: readonly string[],
    kernel: string,
    depthwise: boolean,
    bias = true,
  ): LayerOf<'convolution'> => ({
    name: output,
    kind: 'convolution',
    inputs: source,
    kernel: weightOf(kernel),
    depthwise,
    bias: bias && config.use_bias !== false ? weightOf('bias') : undefined,
    strides: config.strides ?? [1, 1],
    dilations: config.dilation_rate ?? [1, 1],
    padding: padding(),
  });
  /** The layer, followed by the activation of its configuration. */
  const activated = (build: (output: string) => Layer[]): Layer[] => {
    if (!config.activation || config.activation === 'linear') return build(name);
    const linear = `${name}/linear`;
    return [...build(linear), activation(layer, name, [linear], config.activation)];
  };
  const pool = (kind: 'max' | 'average'): Layer[] => {
    const window = config.pool_size ?? [2, 2];
    return [
      {
        name,
        kind: 'pool',
        inputs,
        pool: kind,
        window,
        strides: config.strides ?? window,
        padding: padding(),
      },
    ];
  };

  switch (type) {
    case 'InputLayer':
      return [{ name, kind: 'input', inputs: [] }];
    case 'Conv2D':
      return activated((output) => [convolution(output, inputs, 'kernel', false)]);
    case 'DepthwiseConv2D':
      return activated((output) => [convolution(output, inputs, 'depthwise_kernel', true)]);
    case 'SeparableConv2D':
      return activated((output) => [
        convolution(`${name}/depthwise`, inputs, 'depthwise_kernel', true, false),
        {
          ...convolution(output, [`${name}/depthwise`], 'pointwise_kernel', false),
          strides: [1, 1],
          dilations: [1, 1],
        },
      ]);
    case 'BatchNormalization': {
      const axis = Array.isArray(config.axis) ? config.axis[0] : config.axis;
      if (axis !== 3 && axis !== -1) throw unsupported(layer, `axis ${axis}`);
      return normalisation(name, inputs, {
        gamma: floats('gamma'),
        beta: floats('beta'),
        mean: toFloats(weightOf('moving_mean').weight),
        variance: toFloats(weightOf('moving_variance').weight),
        epsilon: config.epsilon ?? 1e-3,
      });
    }
    case 'Activation':
      return [activation(layer, name, inputs, config.activation ?? 'linear')];
    case 'ReLU': {
      if (config.negative_slope || config.threshold) throw unsupported(layer, 'it leaks or has a threshold');
      return [{ name, kind: 'activation', inputs, activation: 'relu', most: config.max_value ?? undefined }];
    }
    case 'Add':
    case 'Multiply': {
      if (inputs.length !== 2) throw unsupported(layer, `${inputs.length} inputs`);
      return [{ name, kind: 'arithmetic', inputs, operator: type === 'Add' ? 'add' : 'mul' }];
    }
    case 'Concatenate': {
      if (config.axis !== 3 && config.axis !== -1)
        throw unsupported(layer, 'it joins along another axis than the channels');
      return [{ name, kind: 'concatenate', inputs }];
    }
    case 'Rescaling':
      return [
        {
          name: `${name}/scaled`,
          kind: 'arithmetic',
          operator: 'mul',
          inputs: [...inputs, Float32Array.of(Number(config.scale ?? 1))],
        },
        {
          name,
          kind: 'arithmetic',
          operator: 'add',
          inputs: [`${name}/scaled`, Float32Array.of(config.offset ?? 0)],
        },
      ];
    case 'ZeroPadding2D': {
      if (!Array.isArray(config.padding)) throw unsupported(layer, `padding ${config.padding}`);
      return [{ name, kind: 'pad', inputs, rows: config.padding[0], columns: config.padding[1] }];
    }
    case 'MaxPooling2D':
      return pool('max');
    case 'AveragePooling2D':
      return pool('average');
    case 'GlobalAveragePooling2D':
      return [{ name, kind: 'globalAverage', inputs }];
    case 'Dropout':
    case 'SpatialDropout2D':
      return [{ name, kind: 'same', inputs }];
    case 'Flatten':
      return [{ name, kind: 'flatten', inputs }];
    case 'Reshape':
      return [
        {
          name,
          kind: 'reshape',
          inputs,
          shape: [-1, ...(config.target_shape ?? []).map((length) => length ?? -1)],
        },
      ];
    case 'Dense':
      return activated((output) => [
        {
          name: output,
          kind: 'dense',
          inputs,
          matrix: weightOf('kernel'),
          bias: config.use_bias === false ? undefined : weightOf('bias'),
        },
      ]);
    case 'Softmax':
      return [{ name, kind: 'softmax', inputs }];
    case 'GlobalMaxPooling2D':
      return [{ name, kind: 'globalMaximum', inputs }];
    default:
      throw unsupported(layer, 'unknown layer');
  }
}

function activation(layer: KerasLayer, name: string, inputs: readonly string[], kind: string): Layer {
  const known: Record<string, { activation: Activation; most?: number }> = {
    relu: { activation: 'relu' },
    relu6: { activation: 'relu', most: 6 },
    sigmoid: { activation: 'sigmoid' },
    tanh: { activation: 'tanh' },
    swish: { activation: 'swish' },
    silu: { activation: 'swish' },
  };
  if (kind === 'linear') return { name, kind: 'same', inputs };
  if (kind === 'softmax') return { name, kind: 'softmax', inputs };
  const found = known[kind];
  if (!found) throw unsupported(layer, `activation ${kind}`);
  return { name, kind: 'activation', inputs, ...found };
}

/** The error for a layer that cannot be converted. */
export function unsupported({ class_name: type, config }: KerasLayer, problem: string): UsageError {
  return new UsageError(
    `The network's layer ${type} (${config.name}) cannot be converted: ${problem}. An ONNX file of the network may work.`,
  );
}
