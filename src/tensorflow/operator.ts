import type { ReadNode } from '../onnx/read.js';
import type { Value } from './value.js';

/** Computes one node; gives a tensor of its own even where it equals an input. Inputs left out are undefined. */
export type Kernel = (...inputs: Value[]) => Value;

/** Makes a node ready to run: reads what is fixed in the model once. Throws on what it does not support. */
export type Operator = (node: OperatorNode) => Kernel;

/** What an operator may know of its node before it runs. */
export interface OperatorNode {
  number(attribute: string, otherwise: number): number;
  text(attribute: string, otherwise: string): string;
  numbers(attribute: string): readonly number[] | undefined;
  /** The numbers of an input, undefined where it is left out. Throws where they are not fixed in the model. */
  constant(input: number): readonly number[] | undefined;
  /** The model wants something of the operator that it does not do. */
  unsupported(what: string): Error;
}

/** `constants` are the values that are known by now. */
export function describeNode(node: ReadNode, constants: ReadonlyMap<string, Value>): OperatorNode {
  const unsupported = (what: string) =>
    new Error(`${node.operator} (${node.name}) with ${what} is not supported`);
  return {
    number(name, otherwise) {
      const value = node.attributes.get(name);
      return typeof value === 'number' ? value : otherwise;
    },
    text(name, otherwise) {
      const value = node.attributes.get(name);
      return typeof value === 'string' ? value : otherwise;
    },
    numbers(name) {
      const value = node.attributes.get(name);
      return typeof value === 'object' ? value : undefined;
    },
    constant(input) {
      const name = node.inputs[input];
      if (!name) return undefined;
      const value = constants.get(name);
      if (!value) throw unsupported(`an input ${input} that is computed`);
      return Array.from(value.tensor.dataSync());
    },
    unsupported,
  };
}
