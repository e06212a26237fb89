import * as tf from '@tensorflow/tfjs-core';
import { HoneyburstError } from '../errors.js';
import type { ReadGraph, ReadNode } from '../onnx/read.js';
import type { Feed, Outputs } from '../onnx/session.js';
import { lower } from './lower.js';
import { describeNode, type Kernel } from './operator.js';
import { operators } from './operators.js';
import { toPlain, type Value } from './value.js';

interface Step {
  node: ReadNode;
  output: string;
  kernel: Kernel;
}

export interface Program {
  run(feeds: Record<string, Feed>): Outputs;
  dispose(): void;
}

/**
 * Turns an ONNX graph into TensorFlow.js calls. What depends on the model file alone is
 * computed here, once: weights are unpacked and laid out as TensorFlow.js needs them. Throws a HoneyburstError that
 * names an unknown operator.
 */
export function createProgram(graph: ReadGraph): Program {
  const { steps, constants } = prepare(graph);
  const finished = lastUses(steps, graph, constants);
  const run = (feeds: Record<string, Feed>): Outputs => {
    const values = new Map(constants);
    for (const { name, shape } of graph.inputs) {
      const feed = feeds[name];
      const fits =
        feed?.shape.length === shape.length &&
        shape.every((size, axis) => size === -1 || size === feed.shape[axis]);
      if (!fits) throw new Error(`the input ${name} is [${feed?.shape}], but the model wants [${shape}]`);
      values.set(name, toValue(feed));
    }
    for (const step of steps) {
      values.set(step.output, compute(step, values));
      // Freed at once, because the feature maps of a batch take hundreds of megabytes.
      for (const name of finished.get(step) ?? []) values.get(name)?.tensor.dispose();
    }
    return Object.fromEntries(
      graph.outputs.map(({ name, type }) => {
        const data = toPlain(values.get(name)!).dataSync<'float32' | 'int32'>();
        return [name, type === 'int8' ? new Int8Array(data) : new Float32Array(data)];
      }),
    );
  };
  return {
    run: (feeds) => inScope(() => run(feeds)),
    dispose() {
      for (const { tensor } of constants.values()) tensor.dispose();
    },
  };
}

function prepare(graph: ReadGraph): { steps: Step[]; constants: Map<string, Value> } {
  for (const { name, type } of graph.outputs) {
    if (type !== 'float' && type !== 'int8') throw new Error(`the output ${name} is ${type}: not supported`);
  }
  return inScope(() => {
    const known = new Map([...graph.constants].map(([name, constant]) => [name, toValue(constant)]));
    const steps: Step[] = [];
    for (const node of lower(graph)) {
      const step = toStep(node, known);
      if (node.inputs.every((name) => name === '' || known.has(name)))
        known.set(step.output, compute(step, known));
      else steps.push(step);
    }
    const wanted = new Set([
      ...steps.flatMap(({ node }) => node.inputs),
      ...graph.outputs.map(({ name }) => name),
    ]);
    const constants = new Map([...known].filter(([name]) => wanted.has(name)));
    for (const { tensor } of constants.values()) tf.keep(tensor);
    return { steps, constants };
  });
}

function toStep(node: ReadNode, known: ReadonlyMap<string, Value>): Step {
  const operator = operators[node.operator];
  const [output, ...others] = node.outputs;
  if (!operator) {
    throw new HoneyburstError(
      `The engine tensorflow does not know the ONNX operator ${node.operator} (${node.name}): use the engine onnx.`,
      { code: 'operator_unknown', stage: 'model' },
    );
  }
  const description = describeNode(node, known);
  if (output === undefined || others.some(Boolean)) throw description.unsupported('several outputs');
  return { node, output, kernel: operator(description) };
}

/** The values that each step is the last to use. */
function lastUses(
  steps: readonly Step[],
  { outputs }: ReadGraph,
  constants: ReadonlyMap<string, Value>,
): Map<Step, string[]> {
  const lasting = new Set([...constants.keys(), ...outputs.map(({ name }) => name)]);
  const last = new Map<string, Step>();
  for (const step of steps) for (const name of step.node.inputs) if (!lasting.has(name)) last.set(name, step);
  const finished = new Map<Step, string[]>();
  for (const [name, step] of last) finished.set(step, [...(finished.get(step) ?? []), name]);
  return finished;
}

function compute({ node, kernel }: Step, values: ReadonlyMap<string, Value>): Value {
  const inputs = node.inputs.map((name) => values.get(name)!);
  return tf.tidy(() => kernel(...inputs) as Value & tf.TensorContainer);
}

/** As tf.tidy, but keeps no result: tf.tidy searches all results for tensors, number by number. */
function inScope<T>(work: () => T): T {
  tf.engine().startScope();
  try {
    return work();
  } finally {
    tf.engine().endScope();
  }
}

function toValue({ data, shape }: { data: Feed['data'] | Int32Array; shape: readonly number[] }): Value {
  const float = data instanceof Float32Array;
  const numbers = float || data instanceof Int32Array ? data : new Int32Array(data);
  return { tensor: tf.tensor(numbers, [...shape], float ? 'float32' : 'int32'), channelsLast: false };
}
